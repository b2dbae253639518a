/** What customers see when they tap the business's name: texts with counters, and a picture with its preview. */
import { Alert, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { uploadFile } from "@/api/uploads";
import { useGate, useWorkspace } from "@/auth/workspace";
import { CountedArea, CountedInput } from "@/components/counted";
import { placeProblem } from "@/components/form-problem";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage } from "@/components/states";
import { useLookUp, useMessages } from "@/i18n";
import { profileQuery, useSaveProfile } from "./api/numbers";
import type { BusinessProfile, NumberDetails } from "@/api/types";
import classes from "./connections.module.css";
import { messages } from "./number-messages";
import { type Picture, PictureField } from "./picture-field";
import { MOST_WEBSITES, PROFILE_LIMITS, profileProblems, VERTICALS } from "./profile-words";
import { useRefusal } from "./use-problem";

export function ProfileSection({ number }: { number: NumberDetails }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const profile = useQuery(profileQuery(workspace.id, number.id));
  return (
    <Section title={t("profile")}>
      <div className={classes.pad}>
        {profile.isPending ? (
          <PendingPage />
        ) : profile.isError ? (
          <FailedState error={profile.error} retry={() => void profile.refetch()} />
        ) : (
          <ProfileForm number={number} profile={profile.data} />
        )}
      </div>
    </Section>
  );
}

const FIELDS = ["about", "address", "description", "email", "websites", "vertical"];

function ProfileForm({ number, profile }: { number: NumberDetails; profile: BusinessProfile }) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const say = useProblemText();
  const refusal = useRefusal();
  const workspace = useWorkspace();
  const gate = useGate("accounts.manage");
  const save = useSaveProfile(workspace.id, number.id);
  const [picture, setPicture] = useState<Picture | null>(null);
  const [uploading, setUploading] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      about: profile.about,
      address: profile.address,
      description: profile.description,
      email: profile.email,
      vertical: profile.vertical,
      websites: Array.from({ length: MOST_WEBSITES }, (_, at) => profile.websites[at] ?? ""),
    },
    validate: (values) =>
      Object.fromEntries(
        Object.entries(profileProblems(values, profile.about)).map(([field, key]) => [
          field,
          key ? t(key) : null,
        ]),
      ),
  });
  const tell = (error: unknown) => {
    const { title, advice } = refusal(error);
    return advice ? `${title}. ${advice}` : title;
  };
  const submit = form.onSubmit(async (values) => {
    setProblem(null);
    let picture_upload_id: string | undefined;
    try {
      if (picture) {
        setUploading(true);
        picture_upload_id = await uploadFile(
          workspace.id,
          picture.file,
          picture.file.type,
          AbortSignal.timeout(60_000),
        );
      }
    } catch (error) {
      setProblem(say(error));
      return;
    } finally {
      setUploading(false);
    }
    const websites = values.websites.map((site) => site.trim()).filter(Boolean);
    save.mutate(
      {
        ...values,
        email: values.email.trim(),
        websites,
        ...(picture_upload_id ? { picture_upload_id } : {}),
      },
      {
        onSuccess: () => {
          setPicture(null);
          form.resetDirty();
          void notify(t("saved"), "good");
        },
        onError: (error) => setProblem(placeProblem(error, form, FIELDS, tell)),
      },
    );
  });
  const known: readonly string[] = VERTICALS;
  // A word of Meta's that we do not know stays chosen, as Meta wrote it.
  const verticals =
    known.includes(profile.vertical) || !profile.vertical ? known : [profile.vertical, ...known];
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" maw={620}>
        <Text c="dimmed">{t("profile_lead")}</Text>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <PictureField
          current={profile.picture_url || null}
          chosen={picture}
          onChoose={setPicture}
          disabled={!gate.allowed}
        />
        <CountedInput
          label={t("about")}
          hint={t("about_hint")}
          limit={PROFILE_LIMITS.about}
          readOnly={!gate.allowed}
          {...form.getInputProps("about")}
          value={form.values.about}
        />
        <CountedArea
          label={t("description")}
          limit={PROFILE_LIMITS.description}
          readOnly={!gate.allowed}
          {...form.getInputProps("description")}
          value={form.values.description}
        />
        <CountedArea
          label={t("address")}
          limit={PROFILE_LIMITS.address}
          readOnly={!gate.allowed}
          {...form.getInputProps("address")}
          value={form.values.address}
        />
        <CountedInput
          label={t("email")}
          limit={PROFILE_LIMITS.email}
          type="email"
          autoComplete="off"
          readOnly={!gate.allowed}
          {...form.getInputProps("email")}
          value={form.values.email}
        />
        {form.values.websites.map((_, at) => (
          <TextInput
            key={at}
            label={t("websites", { n: at + 1 })}
            description={t("website_hint")}
            type="url"
            autoComplete="off"
            readOnly={!gate.allowed}
            {...form.getInputProps(`websites.${at}`)}
          />
        ))}
        <Select
          label={t("vertical")}
          data={verticals.map((value) => ({ value, label: look(`vertical_${value.toLowerCase()}`, value) }))}
          searchable
          allowDeselect={false}
          disabled={!gate.allowed}
          {...form.getInputProps("vertical")}
          value={form.values.vertical || null}
        />
        <Group>
          <GatedButton permission="accounts.manage" type="submit" loading={uploading || save.isPending}>
            {t("save_profile")}
          </GatedButton>
        </Group>
      </Stack>
    </form>
  );
}
