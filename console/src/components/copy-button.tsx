/** Copies a text and says so. */
import { Button, type ButtonProps } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useMessages } from "@/i18n";
import { announce } from "./announce";
import { messages } from "./messages";

interface CopyButtonProps extends ButtonProps {
  value: string;
  /** What is copied, for the button's name: "Copy API key". */
  name: string;
}

export function CopyButton({ value, name, ...props }: CopyButtonProps) {
  const t = useMessages(messages);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2_000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    announce(t("copied"));
  };
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <Button
      variant="default"
      leftSection={<Icon size={16} stroke={1.7} />}
      aria-label={copied ? t("copied") : t("copy_of", { name })}
      {...props}
      onClick={() => void copy()}
    >
      {t(copied ? "copied" : "copy")}
    </Button>
  );
}
