/** A QR code drawn as one SVG path: dark on white in both colour schemes, because cameras expect it so. */
import { useMemo } from "react";
import { encode } from "uqr";

interface QrCodeProps {
  value: string;
  /** What it opens, for those who do not see it. */
  label: string;
  /** Side in pixels. */
  size?: number;
}

const BORDER = 3;

export function QrCode({ value, label, size = 168 }: QrCodeProps) {
  const { side, dots } = useMemo(() => {
    const { data, size: side } = encode(value, { ecc: "M", border: BORDER });
    const dots = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
    return { side, dots };
  }, [value]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      style={{ borderRadius: "var(--mantine-radius-md)" }}
    >
      <path fill="#fff" d={`M0 0h${side}v${side}h-${side}z`} />
      <path fill="#000" d={dots} />
    </svg>
  );
}
