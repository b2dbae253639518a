/** Make or change a tag. */
import { Alert, Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { Dialog } from "@/components/dialog";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { intentionKey } from "@/api/client";
import type { Tag } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { TAG_COLORS, TagChip, tagColor } from "@/components/tag";
import { useMessages } from "@/i18n";
import { useSaveTag } from "./api/tags";
import { messages } from "./messages";

export function TagForm({ tag, onClose }: { tag: Tag | null; onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const workspace = useWorkspace();
  const save = useSaveTag(workspace.id);
  const [key] = useState(intentionKey);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: tag?.name ?? "", color: tag ? tagColor(tag.color) : "teal" },
    validate: {
      name: (value) =>
        !value.trim() ? t("tag_name_missing") : value.trim().length > 40 ? t("tag_name_long") : null,
    },
  });
  const submit = form.onSubmit((values) => {
    setProblem(null);
    save.mutate(
      { id: tag?.id ?? null, draft: { ...values, name: values.name.trim() }, key },
      {
        onSuccess: () => {
          void notify(t("saved"), "good");
          onClose();
        },
        onError: (error) =>
          setProblem(
            placeProblem(error, form, ["name", "color"], say, {
              name_taken: { field: "name", text: t("tag_taken") },
            }),
          ),
      },
    );
  });
  return (
    <Dialog opened onClose={onClose} title={t(tag ? "tag_edit" : "tag_new")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput label={t("tag_name")} data-autofocus maxLength={60} {...form.getInputProps("name")} />
          <Radio.Group label={t("tag_color")} {...form.getInputProps("color")}>
            <Group gap="sm" mt={4}>
              {TAG_COLORS.map((color) => (
                <Radio
                  key={color}
                  value={color}
                  label={<TagChip name={t(`color_${color}`)} color={color} />}
                />
              ))}
            </Group>
          </Radio.Group>
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
