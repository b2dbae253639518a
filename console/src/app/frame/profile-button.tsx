/** The person signed in; the menu behind it is loaded when first opened. */
import { useSession } from "@/auth/workspace";
import { onDemand } from "@/components/on-demand";
import { PersonAvatar } from "@/components/person";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";

const ProfileMenu = onDemand(() => import("./profile-menu"), "menu");

export function ProfileButton({ compact }: { compact: boolean }) {
  const t = useMessages(messages);
  const { user } = useSession();
  if (!user) return null;
  return (
    <ProfileMenu
      className={classes.profile}
      label={t("profile_of", { name: user.name })}
      face={
        <>
          <PersonAvatar id={user.id} name={user.name} size={28} />
          {!compact && <span className={classes.profileName}>{user.name}</span>}
        </>
      }
    />
  );
}
