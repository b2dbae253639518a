/** One button: its words and what it does. */
import { Group, Select, TextInput } from "@mantine/core";
import type { TemplateButton } from "@/api/types";
import { CountedInput } from "@/components/counted";
import { variableKeys } from "@/components/whatsapp/template-values";
import { useMessages } from "@/i18n";
import { ROOM, WORDLESS } from "../model/limits";
import { useField } from "./findings";
import { messages } from "./messages";

export interface ButtonFieldsProps {
  button: TemplateButton;
  /** `buttons.0`, `cards.1.buttons.0`. */
  path: string;
  offer: boolean;
  onChange: (button: TemplateButton) => void;
}

export function ButtonFields(props: ButtonFieldsProps) {
  const { button, path, onChange } = props;
  const t = useMessages(messages);
  const words = useField(`${path}.text`, `${path}.type`);
  const type = button.type.toUpperCase();
  return (
    <>
      {!WORDLESS.has(type) && (
        <CountedInput
          {...words}
          label={t("button_text")}
          limit={ROOM.button}
          value={button.text ?? ""}
          onChange={(event) => onChange({ ...button, text: event.currentTarget.value })}
        />
      )}
      {type === "URL" && <LinkFields {...props} />}
      {type === "PHONE_NUMBER" && <PhoneField {...props} />}
      {type === "COPY_CODE" && <CodeField {...props} />}
      {type === "FLOW" && <FlowFields {...props} />}
    </>
  );
}

const sampleOf = (button: TemplateButton) =>
  (Array.isArray(button.example) ? button.example[0] : button.example) ?? "";

function LinkFields({ button, path, onChange }: ButtonFieldsProps) {
  const t = useMessages(messages);
  const address = useField(`${path}.url`);
  const sample = useField(`${path}.example`);
  const url = button.url ?? "";
  const varies = variableKeys(url).length > 0;
  return (
    <>
      <CountedInput
        {...address}
        label={t("button_url")}
        hint={t("button_url_hint", { variable: "{{1}}" })}
        limit={ROOM.url}
        type="url"
        value={url}
        onChange={(event) => {
          const { example, ...rest } = { ...button, url: event.currentTarget.value };
          onChange(variableKeys(rest.url).length > 0 ? { ...rest, example } : rest);
        }}
      />
      {varies && (
        <TextInput
          {...sample}
          label={t("button_url_sample")}
          description={t("button_url_sample_hint")}
          type="url"
          value={sampleOf(button)}
          onChange={(event) => onChange({ ...button, example: [event.currentTarget.value] })}
        />
      )}
    </>
  );
}

function PhoneField({ button, path, onChange }: ButtonFieldsProps) {
  const t = useMessages(messages);
  const field = useField(`${path}.phone_number`);
  return (
    <CountedInput
      {...field}
      label={t("button_phone")}
      hint={t("button_phone_hint")}
      limit={ROOM.phone}
      type="tel"
      value={button.phone_number ?? ""}
      onChange={(event) => onChange({ ...button, phone_number: event.currentTarget.value })}
    />
  );
}

function CodeField({ button, path, offer, onChange }: ButtonFieldsProps) {
  const t = useMessages(messages);
  const field = useField(`${path}.example`, `${path}.type`);
  return (
    <CountedInput
      {...field}
      label={t("button_code")}
      hint={t("button_code_hint")}
      limit={offer ? ROOM.offerCode : ROOM.code}
      value={sampleOf(button)}
      onChange={(event) => onChange({ ...button, example: event.currentTarget.value })}
    />
  );
}

function FlowFields({ button, path, onChange }: ButtonFieldsProps) {
  const t = useMessages(messages);
  const flow = useField(`${path}.flow_id`);
  const action = useField(`${path}.flow_action`);
  const does = (button.flow_action ?? "navigate").toLowerCase();
  return (
    <>
      <TextInput
        {...flow}
        label={t("button_flow")}
        description={t("button_flow_hint")}
        inputMode="numeric"
        value={button.flow_id ?? ""}
        onChange={(event) => onChange({ ...button, flow_id: event.currentTarget.value.trim() })}
      />
      <Group grow align="flex-start">
        <Select
          {...action}
          label={t("button_flow_action")}
          value={does}
          data={[
            { value: "navigate", label: t("flow_navigate") },
            { value: "data_exchange", label: t("flow_data_exchange") },
          ]}
          allowDeselect={false}
          onChange={(next) => {
            const { navigate_screen: screen, ...rest } = button;
            const keeps = next === "navigate" && screen;
            onChange({
              ...rest,
              flow_action: next ?? "navigate",
              ...(keeps && { navigate_screen: screen }),
            });
          }}
        />
        {does === "navigate" && (
          <TextInput
            label={t("button_flow_screen")}
            value={button.navigate_screen ?? ""}
            onChange={(event) => onChange({ ...button, navigate_screen: event.currentTarget.value })}
          />
        )}
      </Group>
    </>
  );
}
