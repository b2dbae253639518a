/** Name, zone and language of a workspace: the same three when it is made and when it is changed. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ZoneField } from "@/components/zone-field";
import { LANGUAGE_NAMES, LANGUAGES, type Language, useMessages } from "@/i18n";
import type { WorkspaceDraft } from "./api/workspaces";
import { messages } from "./workspace-messages";

export const FIELDS = ["name", "time_zone", "language"] as const;
const LONGEST = 60;

export function asLanguage(value: string): Language {
  return LANGUAGES.find((one) => one === value) ?? "en";
}

export function useWorkspaceForm(initialValues: WorkspaceDraft) {
  const t = useMessages(messages);
  return useForm<WorkspaceDraft>({
    initialValues,
    validate: {
      name: (value) =>
        !value.trim() ? t("name_missing") : value.trim().length > LONGEST ? t("name_long") : null,
    },
    transformValues: (values) => ({ ...values, name: values.name.trim() }),
  });
}

interface WorkspaceFieldsProps {
  form: ReturnType<typeof useWorkspaceForm>;
  disabled?: boolean;
}

export function WorkspaceFields({ form, disabled }: WorkspaceFieldsProps) {
  const t = useMessages(messages);
  return (
    <>
      <TextInput
        label={t("name")}
        description={t("name_hint")}
        autoComplete="organization"
        disabled={disabled}
        {...form.getInputProps("name")}
      />
      <ZoneField description={t("zone_hint")} disabled={disabled} {...form.getInputProps("time_zone")} />
      <NativeSelect
        label={t("language")}
        description={t("language_hint")}
        disabled={disabled}
        data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        {...form.getInputProps("language")}
      />
    </>
  );
}
