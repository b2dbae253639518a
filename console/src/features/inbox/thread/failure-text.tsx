/** The reason of a failed message in the person's language. Loaded with the first failure on screen. */
import type { MessageFailure } from "@/api/types";
import { useLookUp } from "@/i18n";
import { failures } from "./failure-messages";
import { plainFailure } from "./failure-plain";

export default function FailureText({ failure }: { failure: MessageFailure }) {
  const look = useLookUp(failures);
  return <>{look(failure.reason, plainFailure(failure))}</>;
}
