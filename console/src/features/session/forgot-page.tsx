/** /forgot-password: the address, then the code and the new password. */
import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { AlonePage } from "@/components/alone";
import { placeProblem } from "@/components/form-problem";
import { NewPasswordField, useWeakPassword } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { askResetCode, resetPassword } from "./api/entry";
import { CodeStep } from "./code-step";
import { emailProblem } from "./email";
import { messages } from "./messages";

export function ForgotPage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const weak = useWeakPassword();
  const router = useRouter();
  const [step, setStep] = useState<"email" | "code">("email");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => {
        const wrong = emailProblem(value);
        return wrong ? t(wrong) : null;
      },
      password: (value) => (value ? weak(value) : t("password_missing")),
    },
  });
  const email = form.values.email.trim();
  const ask = async () => {
    if (form.validateField("email").hasError) return;
    setProblem(null);
    setBusy(true);
    try {
      await askResetCode(email);
      form.clearErrors();
      setStep("code");
    } catch (error) {
      setProblem(placeProblem(error, form, ["email"], say));
    }
    setBusy(false);
  };
  const alert = problem && (
    <Alert color="red" variant="light" role="alert" p="sm">
      {problem}
    </Alert>
  );

  if (step === "code") {
    return (
      <AlonePage title={t("reset_title")} lead={t("reset_lead", { email })}>
        {alert}
        <CodeStep
          email={email}
          act={t("reset_submit")}
          note={t("reset_none")}
          ready={() => !form.validateField("password").hasError}
          more={
            <>
              {/* Password managers file the new password under this name. */}
              <input type="email" autoComplete="username" value={email} readOnly hidden />
              <NewPasswordField
                label={t("new_password")}
                {...form.getInputProps("password")}
                value={form.values.password}
              />
              <Text size="sm" c="dimmed">
                {t("reset_note")}
              </Text>
            </>
          }
          onResend={() => askResetCode(email)}
          onCode={(code) => resetPassword({ email, code, password: form.values.password })}
          onDone={() => void router.navigate({ to: "/sign-in", search: { reset: true }, replace: true })}
          onProblem={(error) =>
            setProblem(
              placeProblem(error, form, ["password"], say, {
                weak_password: { field: "password", text: say(error) },
              }),
            )
          }
          onBack={() => setStep("email")}
        />
      </AlonePage>
    );
  }
  return (
    <AlonePage
      title={t("forgot_title")}
      lead={t("forgot_lead")}
      foot={
        <Anchor component={Link} to="/sign-in">
          {t("to_sign_in")}
        </Anchor>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Stack gap="md">
          {alert}
          <TextInput
            label={t("email")}
            type="email"
            autoComplete="username"
            inputMode="email"
            spellCheck={false}
            size="md"
            {...form.getInputProps("email")}
          />
          <Button type="submit" size="md" loading={busy} fullWidth>
            {t("get_code")}
          </Button>
        </Stack>
      </form>
    </AlonePage>
  );
}
