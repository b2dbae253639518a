/** /sign-up: who you are, then the code from the mail; the account exists only once the code was right. */
import { Alert, Anchor, Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { session } from "@/auth/session";
import { AlonePage } from "@/components/alone";
import { placeProblem } from "@/components/form-problem";
import { NewPasswordField, useWeakPassword } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useMessages } from "@/i18n";
import { askSignUpCode } from "./api/entry";
import { CodeStep } from "./code-step";
import { emailProblem } from "./email";
import { messages } from "./messages";

const FIELDS = ["name", "email", "password"] as const;

export function SignUpPage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const weak = useWeakPassword();
  const router = useRouter();
  const { language, setLanguage } = useLanguage();
  const [step, setStep] = useState<"person" | "code">("person");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: {
      name: (value) => (value.trim() ? null : t("name_missing")),
      email: (value) => {
        const wrong = emailProblem(value);
        return wrong ? t(wrong) : null;
      },
      password: (value) => (value ? weak(value) : t("password_missing")),
    },
  });
  const byCode = (error: unknown) => ({
    weak_password: { field: "password", text: say(error) },
    invalid_address: { field: "email", text: say(error) },
  });
  const person = {
    name: form.values.name.trim(),
    email: form.values.email.trim(),
    language,
  };

  const goOn = (send: boolean) =>
    form.onSubmit(
      async () => {
        setProblem(null);
        setBusy(true);
        try {
          if (send) await askSignUpCode(person);
          setStep("code");
        } catch (error) {
          setProblem(placeProblem(error, form, FIELDS, say, byCode(error)));
        }
        setBusy(false);
      },
      (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
    );

  if (step === "code") {
    return (
      <AlonePage title={t("code_title")} lead={t("code_lead", { email: person.email })}>
        <CodeStep
          email={person.email}
          act={t("code_create")}
          note={t("code_none")}
          onResend={() => askSignUpCode(person)}
          onCode={(code) =>
            session.open("/v1/sign-up/confirm", { ...person, password: form.values.password, code })
          }
          onDone={() => void router.navigate({ to: "/", replace: true })}
          onProblem={(error) => {
            // About the password or the name: they are on the step before.
            const left = placeProblem(error, form, FIELDS, say, byCode(error));
            setProblem(left);
            setStep("person");
          }}
          onBack={() => setStep("person")}
        />
      </AlonePage>
    );
  }
  return (
    <AlonePage
      title={t("sign_up")}
      lead={t("sign_up_lead")}
      foot={
        <Anchor component={Link} to="/sign-in">
          {t("to_sign_in")}
        </Anchor>
      }
    >
      <form onSubmit={goOn(true)} noValidate>
        <Stack gap="md">
          {problem && (
            <Alert color="red" variant="light" role="alert" p="sm">
              {problem}
            </Alert>
          )}
          <TextInput label={t("name")} autoComplete="name" size="md" {...form.getInputProps("name")} />
          <TextInput
            label={t("email")}
            type="email"
            autoComplete="username"
            inputMode="email"
            spellCheck={false}
            size="md"
            {...form.getInputProps("email")}
          />
          <NewPasswordField
            label={t("password")}
            {...form.getInputProps("password")}
            value={form.values.password}
          />
          <NativeSelect
            label={t("console_language")}
            size="md"
            value={language}
            data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
            onChange={(event) =>
              setLanguage(LANGUAGES.find((one) => one === event.currentTarget.value) ?? "en")
            }
          />
          <Button type="submit" size="md" loading={busy} fullWidth>
            {t("get_code")}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={() => goOn(false)()}>
            {t("have_code")}
          </Anchor>
        </Stack>
      </form>
    </AlonePage>
  );
}
