/** /invitation#token: what one is invited to, and the way in: accept, sign in, or create the account. */
import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { readMe } from "@/api/me";
import { ApiError } from "@/api/errors";
import type { InvitationOffer } from "@/api/types";
import { messages as roleMessages } from "@/auth/messages";
import { session } from "@/auth/session";
import { useSession } from "@/auth/workspace";
import { AlonePage } from "@/components/alone";
import { placeProblem } from "@/components/form-problem";
import { LinkButton } from "@/components/link-button";
import { NewPasswordField, useWeakPassword } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { AlonePendingPage, FailedState } from "@/components/states";
import { useFormat, useLanguage, useLookUp, useMessages } from "@/i18n";
import { acceptInvitation, invitationQuery } from "./api/entry";
import { messages } from "./invitation-messages";
import { messages as sessionMessages } from "./messages";
import { SignInForm } from "./sign-in-form";

/** One answer for unknown, used, withdrawn and expired ones. */
const over = (error: unknown) => error instanceof ApiError && error.code === "invitation_over";

export function InvitationPage() {
  const t = useMessages(messages);
  const token = useLocation({ select: (location) => location.hash });
  const invitation = useQuery(invitationQuery(token));
  if (token === "") return <AlonePage title={t("broken_title")} lead={t("broken_text")} foot={<Onwards />} />;
  if (invitation.isPending) return <AlonePendingPage />;
  if (invitation.isError) {
    if (over(invitation.error)) return <Over />;
    return (
      <AlonePage title={t("title_plain")}>
        <FailedState error={invitation.error} retry={() => void invitation.refetch()} />
      </AlonePage>
    );
  }
  return <Open token={token} invitation={invitation.data} />;
}

function Over() {
  const t = useMessages(messages);
  return <AlonePage title={t("over_title")} lead={t("over_text")} foot={<Onwards />} />;
}

function Onwards() {
  const t = useMessages(messages);
  const { status } = useSession();
  return (
    <LinkButton to="/" variant="default">
      {t(status === "in" ? "to_workspaces" : "to_sign_in")}
    </LinkButton>
  );
}

function Open({ token, invitation }: { token: string; invitation: InvitationOffer }) {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const format = useFormat();
  const say = useProblemText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { user } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [used, setUsed] = useState(false);
  const { workspace_name: workspace, email } = invitation;

  const enter = async (id: string | undefined) => {
    await readMe(queries);
    if (id) await navigate({ to: "/w/$workspace/inbox/{-$conversation}", params: { workspace: id } });
    else await navigate({ to: "/" });
  };
  const accept = async () => {
    setProblem(null);
    setBusy(true);
    try {
      await enter((await acceptInvitation(token)).workspace_id);
    } catch (error) {
      setBusy(false);
      if (over(error)) setUsed(true);
      else setProblem(say(error));
    }
  };
  /** A new account has no other workspace than this one. */
  const enterAsNewcomer = async () => enter((await readMe(queries)).workspaces[0]?.id);

  if (used) return <Over />;
  const mine = user?.email.toLowerCase() === email.toLowerCase();
  if (user && !mine) {
    return (
      <AlonePage
        title={t("wrong_title")}
        lead={t("wrong_text", { email, mine: user.email })}
        foot={<Onwards />}
      >
        <Button
          fullWidth
          size="md"
          onClick={() => {
            // A whole new page: nothing read in this session stays in memory.
            void session.signOut().then(() => window.location.reload());
          }}
        >
          {t("switch", { email })}
        </Button>
      </AlonePage>
    );
  }
  return (
    <AlonePage
      title={t("title", { workspace })}
      lead={t("lead", {
        inviter: invitation.invited_by,
        workspace,
        role: role(`role_${invitation.role}`, invitation.role),
      })}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t("until", { email, date: format.dateTime(invitation.expires_at) })}
        </Text>
        {problem && (
          <Alert color="red" variant="light" role="alert" p="sm">
            {problem}
          </Alert>
        )}
        {user ? (
          <Button fullWidth size="md" loading={busy} onClick={() => void accept()}>
            {t("accept", { workspace })}
          </Button>
        ) : invitation.has_account ? (
          <>
            <Text>{t("sign_in_first")}</Text>
            <SignInForm email={email} onDone={() => void accept()} />
          </>
        ) : (
          <CreateAccount
            token={token}
            email={email}
            onDone={() => void enterAsNewcomer()}
            onOver={() => setUsed(true)}
            onProblem={setProblem}
          />
        )}
      </Stack>
    </AlonePage>
  );
}

interface CreateAccountProps {
  token: string;
  email: string;
  onDone: () => void;
  onOver: () => void;
  onProblem: (text: string | null) => void;
}

function CreateAccount({ token, email, onDone, onOver, onProblem }: CreateAccountProps) {
  const t = useMessages(messages);
  const ts = useMessages(sessionMessages);
  const say = useProblemText();
  const weak = useWeakPassword();
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { name: "", password: "" },
    validate: {
      name: (value) => (value.trim() ? null : ts("name_missing")),
      password: (value) => (value ? weak(value) : ts("password_missing")),
    },
  });
  const submit = form.onSubmit(async ({ name, password }) => {
    onProblem(null);
    setBusy(true);
    try {
      await session.open("/v1/invitations/sign-up", { token, name: name.trim(), password, language });
      onDone();
    } catch (error) {
      setBusy(false);
      if (over(error)) onOver();
      else
        onProblem(
          placeProblem(error, form, ["name", "password"], say, {
            weak_password: { field: "password", text: say(error) },
          }),
        );
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text>{t("create_first")}</Text>
        <TextInput
          label={ts("name")}
          autoComplete="name"
          size="md"
          data-autofocus
          {...form.getInputProps("name")}
        />
        <TextInput
          label={ts("email")}
          type="email"
          autoComplete="username"
          size="md"
          value={email}
          readOnly
        />
        <NewPasswordField
          label={ts("password")}
          {...form.getInputProps("password")}
          value={form.values.password}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("create")}
        </Button>
      </Stack>
    </form>
  );
}
