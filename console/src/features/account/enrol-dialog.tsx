/** Setting up an authenticator: password, QR or key, the first code, the recovery codes. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import type { Enrolment } from "@/api/types";
import { CODE_LENGTH, CodeField } from "@/components/code-field";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/dialog";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { QrCode } from "@/components/qr-code";
import { useMessages } from "@/i18n";
import classes from "./account.module.css";
import { useBeginSecondFactor, useConfirmSecondFactor } from "./api/second-factor";
import { messages } from "./messages";
import { PasswordQuestion } from "./password-question";
import { RecoveryCodes } from "./recovery-codes";

export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const begin = useBeginSecondFactor();
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) {
    return (
      <Dialog opened onClose={onClose} title={t("codes_title")} closeOnClickOutside={false}>
        <RecoveryCodes codes={codes} onKept={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog opened onClose={onClose} title={t("factor_title")}>
      {begin.data ? (
        <Scan enrolment={begin.data} onClose={onClose} onCodes={setCodes} />
      ) : (
        <PasswordQuestion
          text={t("factor_password")}
          act={t("next")}
          busy={begin.isPending}
          error={begin.error}
          onClose={onClose}
          onPassword={(password) => begin.mutate(password)}
        />
      )}
    </Dialog>
  );
}

interface ScanProps {
  enrolment: Enrolment;
  onClose: () => void;
  onCodes: (codes: string[]) => void;
}

function Scan({ enrolment, onClose, onCodes }: ScanProps) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const confirm = useConfirmSecondFactor();
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const enter = (digits: string) => {
    if (confirm.isPending) return;
    if (digits.length < CODE_LENGTH) {
      setWrong(t("code_missing"));
      return;
    }
    setWrong(null);
    confirm.mutate(digits, {
      onSuccess: ({ recovery_codes }) => {
        void notify(t("factor_done"), "good");
        onCodes(recovery_codes);
      },
      onError: (error) => {
        const mistyped =
          error instanceof ApiError && ["wrong_code", "wrong_second_factor"].includes(error.code);
        setWrong(mistyped ? t("factor_wrong") : say(error));
        if (mistyped) setCode("");
      },
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter(code);
  };
  // In groups of four a key can be typed without losing the place.
  const readable = enrolment.secret.replace(/(.{4})(?=.)/g, "$1 ");
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text c="dimmed">{t("factor_scan")}</Text>
        <Group justify="center">
          <QrCode value={enrolment.uri} label={t("factor_qr")} size={200} />
        </Group>
        <div>
          <Text size="sm" c="dimmed">
            {t("factor_manual")}
          </Text>
          <Group gap="sm" justify="space-between">
            <code className={classes.key}>{readable}</code>
            <CopyButton value={enrolment.secret} name={t("factor_key")} size="xs" />
          </Group>
        </div>
        <CodeField label={t("factor_code")} value={code} error={wrong} onChange={setCode} onFull={enter} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            {t("confirm")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
