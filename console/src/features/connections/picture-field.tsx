/** The profile's picture: what customers see now, or the one just chosen, in the round shape WhatsApp gives it. */
import { Button, FileButton, Group, Input, Text } from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import { useMessages } from "@/i18n";
import classes from "./connections.module.css";
import { messages } from "./number-messages";
import { PICTURE, type PictureProblem, pictureProblem } from "./profile-words";

export interface Picture {
  file: File;
  /** An address of it in this page. */
  url: string;
}

interface PictureFieldProps {
  current: string | null;
  chosen: Picture | null;
  onChoose: (picture: Picture) => void;
  disabled: boolean;
}

export function PictureField({ current, chosen, onChoose, disabled }: PictureFieldProps) {
  const t = useMessages(messages);
  const hint = useId();
  const [problem, setProblem] = useState<PictureProblem | null>(null);
  const url = chosen?.url;
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  const choose = async (file: File | null) => {
    if (!file) return;
    const wrong = pictureProblem(file) ?? pictureProblem(file, await shortSide(file));
    setProblem(wrong);
    if (!wrong) onChoose({ file, url: URL.createObjectURL(file) });
  };
  const shown = chosen?.url ?? current;
  return (
    <Group gap="md">
      {shown ? (
        <img
          className={classes.picture}
          src={shown}
          alt={t(chosen ? "picture_new" : "picture_alt")}
          referrerPolicy="no-referrer"
        />
      ) : (
        <span className={classes.picture} role="img" aria-label={t("picture_none")}>
          <IconPhoto size={28} stroke={1.4} aria-hidden="true" />
        </span>
      )}
      <div>
        <Text size="sm" fw={500}>
          {t("picture")}
        </Text>
        <Text size="xs" c="dimmed" id={hint} mb={6}>
          {t("picture_hint")}
        </Text>
        <FileButton
          accept={PICTURE.types.join(",")}
          disabled={disabled}
          onChange={(file) => void choose(file)}
          inputProps={{ "aria-label": t("picture_choose") }}
        >
          {(props) => (
            <Button {...props} variant="default" size="xs" disabled={disabled} aria-describedby={hint}>
              {t("picture_choose")}
            </Button>
          )}
        </FileButton>
        {problem && (
          <Input.Error mt={6} role="alert">
            {t(problem)}
          </Input.Error>
        )}
      </div>
    </Group>
  );
}

/** 0 for a file that is no picture inside. */
async function shortSide(file: File): Promise<number> {
  try {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    picture.close();
    return side;
  } catch {
    return 0;
  }
}
