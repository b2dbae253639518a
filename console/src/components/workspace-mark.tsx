/** A workspace's logo, or its initial on the brand's ground; its name always stands beside it or in the label. */
import { useState } from "react";
import classes from "./workspace-mark.module.css";

interface WorkspaceMarkProps {
  name: string;
  logo?: string | null;
  size?: number;
}

export function WorkspaceMark({ name, logo, size }: WorkspaceMarkProps) {
  // The link to a logo is signed and ends after a while; the initial is always there.
  const [broken, setBroken] = useState<string | null>(null);
  const style = size ? { width: size, height: size, fontSize: Math.round(size * 0.45) } : undefined;
  if (logo && broken !== logo) {
    return (
      <span className={classes.mark} aria-hidden="true" data-logo style={style}>
        <img src={logo} alt="" onError={() => setBroken(logo)} />
      </span>
    );
  }
  return (
    <span
      className={classes.mark}
      aria-hidden="true"
      data-letters={[...name][0]?.toLocaleUpperCase()}
      style={style}
    />
  );
}
