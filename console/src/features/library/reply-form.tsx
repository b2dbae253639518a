/** Make or change a canned reply, with its look on the customer's phone. */
import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { Dialog } from "@/components/dialog";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { intentionKey } from "@/api/client";
import type { CannedReply } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { WhatsAppText } from "@/components/whatsapp/text";
import { useMessages } from "@/i18n";
import { useSaveReply } from "./api/replies";
import classes from "./library.module.css";
import { messages } from "./messages";

/** WhatsApp's longest text. */
const LONGEST = 4096;

export function ReplyForm({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const workspace = useWorkspace();
  const save = useSaveReply(workspace.id);
  const [key] = useState(intentionKey);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { shortcut: reply?.shortcut ?? "", text: reply?.text ?? "" },
    validate: {
      shortcut: (value) => {
        const bare = value.replace(/^\//, "").trim();
        if (!bare) return t("shortcut_missing");
        return /^[\p{L}\p{N}_-]{1,32}$/u.test(bare) ? null : t("shortcut_wrong");
      },
      text: (value) => (!value.trim() ? t("text_missing") : value.length > LONGEST ? t("text_long") : null),
    },
  });
  const submit = form.onSubmit((values) => {
    setProblem(null);
    save.mutate(
      {
        id: reply?.id ?? null,
        draft: { shortcut: values.shortcut.replace(/^\//, "").trim(), text: values.text },
        key,
      },
      {
        onSuccess: () => {
          void notify(t("saved"), "good");
          onClose();
        },
        onError: (error) =>
          setProblem(
            placeProblem(error, form, ["shortcut", "text"], say, {
              name_taken: { field: "shortcut", text: t("shortcut_taken") },
            }),
          ),
      },
    );
  });
  const text = form.values.text;
  return (
    <Dialog opened onClose={onClose} title={t(reply ? "reply_edit" : "reply_new")} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput
            label={t("reply_shortcut")}
            description={t("reply_shortcut_hint")}
            leftSection={<Text c="dimmed">/</Text>}
            data-autofocus
            spellCheck={false}
            autoCapitalize="none"
            {...form.getInputProps("shortcut")}
          />
          <Textarea
            label={t("reply_text")}
            description={t("reply_text_hint")}
            autosize
            minRows={4}
            maxRows={12}
            {...form.getInputProps("text")}
          />
          <Text
            size="xs"
            c={text.length > LONGEST ? "var(--mantine-color-error)" : "dimmed"}
            ta="end"
            mt={-10}
          >
            {t("count_of", { count: text.length, most: LONGEST })}
          </Text>
          {text.trim() && (
            <div>
              <Text size="sm" fw={560}>
                {t("reply_preview")}
              </Text>
              <div className={classes.preview}>
                <div className={classes.bubble}>
                  <WhatsAppText>{text}</WhatsAppText>
                </div>
              </div>
            </div>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {tc("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {tc("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
