/** "Send a new code", after a pause that counts down, so that impatience does not make three codes of which one works. */
import { Anchor, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

/** The mailer sends one code a minute to an address; asking earlier would bring nothing. */
const PAUSE_S = 60;

export function Resend({ email, onSend }: { email: string; onSend: () => Promise<void> }) {
  const t = useMessages(messages);
  const say = useProblemText();
  const [left, setLeft] = useState(PAUSE_S);
  const [said, setSaid] = useState<string | null>(null);
  const waiting = left > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = window.setInterval(() => setLeft((now) => now - 1), 1_000);
    return () => window.clearInterval(timer);
  }, [waiting]);
  const send = async () => {
    setLeft(PAUSE_S);
    try {
      await onSend();
      setSaid(t("code_again", { email }));
    } catch (error) {
      setSaid(say(error));
    }
  };
  return (
    <div>
      {waiting ? (
        <Text size="sm" c="dimmed" className="wl-num">
          {t("code_wait", { seconds: left })}
        </Text>
      ) : (
        <Anchor component="button" type="button" size="sm" onClick={() => void send()}>
          {t("code_resend")}
        </Anchor>
      )}
      <Text size="sm" role="status">
        {said}
      </Text>
    </div>
  );
}
