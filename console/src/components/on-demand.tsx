/**
 * A button whose menu is loaded when it is first wanted. Until then it is a plain native button that looks the same;
 * pointing at it or focusing it fetches the menu ahead of the click.
 */
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";

export interface OnDemandMenuProps {
  /** What the button shows, its class and its name: the loaded menu draws the same button. */
  face: ReactNode;
  className?: string;
  label: string;
  tip?: string;
}

export function onDemand<P extends OnDemandMenuProps>(
  load: () => Promise<{ default: ComponentType<P> }>,
  popup: "menu" | "dialog",
) {
  const Loaded = lazy(load);
  return function OnDemand(props: P) {
    const [wanted, setWanted] = useState(false);
    const ahead = () => void load();
    const plain = (
      <button
        type="button"
        className={`wl-plain ${props.className ?? ""}`}
        aria-label={props.label}
        aria-haspopup={popup}
        aria-expanded={false}
        aria-busy={wanted || undefined}
        data-tip={props.tip}
        onPointerEnter={ahead}
        onFocus={ahead}
        onClick={() => setWanted(true)}
      >
        {props.face}
      </button>
    );
    if (!wanted) return plain;
    return (
      <Suspense fallback={plain}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
