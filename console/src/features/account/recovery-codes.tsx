/** The recovery codes, shown this once: to copy, to download, to print. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useSession } from "@/auth/workspace";
import { CopyButton } from "@/components/copy-button";
import { useMessages } from "@/i18n";
import classes from "./account.module.css";
import { messages } from "./messages";

export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const t = useMessages(messages);
  const { user } = useSession();
  const page = `${t("codes_file", { email: user?.email ?? "" })}\n\n${codes.join("\n")}\n`;
  return (
    <Stack gap="md">
      <Text c="dimmed">{t("codes_lead")}</Text>
      <ol className={classes.codes} aria-label={t("codes_list")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs">
        <CopyButton value={codes.join("\n")} name={t("codes_name")} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.7} />}
          onClick={() => download(page)}
        >
          {t("codes_download")}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} stroke={1.7} />}
          onClick={() => print(page)}
        >
          {t("codes_print")}
        </Button>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onKept}>{t("codes_kept")}</Button>
      </Group>
    </Stack>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "waloom-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(address);
}

/** Only the codes, not the console around them: a frame of its own holds them while the printer asks. */
function print(text: string): void {
  const frame = document.createElement("iframe");
  // Out of sight but drawn: what has no box prints as an empty sheet.
  Object.assign(frame.style, { position: "fixed", inlineSize: "0", blockSize: "0", border: "0" });
  frame.ariaHidden = "true";
  frame.tabIndex = -1;
  document.body.append(frame);
  const page = frame.contentDocument?.createElement("pre");
  if (page && frame.contentDocument && frame.contentWindow) {
    page.textContent = text;
    frame.contentDocument.body.append(page);
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  }
}
