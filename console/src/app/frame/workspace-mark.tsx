/** A workspace's initial on the brand's ground; its name always stands beside it or in the label. */
import classes from "./frame.module.css";

export function WorkspaceMark({ name }: { name: string }) {
  return (
    <span className={classes.mark} aria-hidden="true" data-letters={[...name][0]?.toLocaleUpperCase()} />
  );
}
