/** Text fields that say how much room is left, as Meta counts it. */
import { Textarea, type TextareaProps, TextInput, type TextInputProps } from "@mantine/core";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

interface Limited {
  value: string;
  limit: number;
  hint?: string;
}

function useCount({ value, limit, hint }: Limited): string {
  const t = useMessages(messages);
  const count = t("room", { used: [...value].length, limit });
  return hint ? `${hint} ${count}` : count;
}

export function CountedInput({ limit, hint, ...props }: TextInputProps & Limited) {
  return <TextInput {...props} description={useCount({ value: props.value, limit, hint })} />;
}

export function CountedArea({ limit, hint, ...props }: TextareaProps & Limited) {
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={8}
      {...props}
      description={useCount({ value: props.value, limit, hint })}
    />
  );
}
