/** Contacts: search, list, and one of them on the side. */
import { Button, CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconAddressBook, IconFileExport, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { ContactDetails } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { messages as common } from "@/components/messages";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { PersonAvatar, usePersonName } from "@/components/person";
import { FailedState, PendingPage, State } from "@/components/states";
import { useMessages } from "@/i18n";
import { readablePhone } from "@/lib/phone";
import { contactsQuery } from "./api/contacts";
import { ContactPanel } from "./contact-panel";
import classes from "./contacts.module.css";
import { messages } from "./messages";

const route = getRouteApi("/signed-in/w/$workspace/contacts");

export function ContactsPage() {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const nameOf = usePersonName();
  const workspace = useWorkspace();
  const { q = "", contact } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement | null>(null);
  const people = useInfiniteQuery(contactsQuery(workspace.id, q));
  const ask = useDebouncedCallback(
    (next: string) =>
      void navigate({ search: (now) => ({ ...now, q: next.trim() || undefined }), replace: true }),
    220,
  );
  const type = (next: string) => {
    setTyped(next);
    ask(next);
  };
  const open = (id: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, contact: id }), replace: true });
  const rows = people.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <div className={classes.split} data-open={contact !== undefined || undefined}>
      <div className={classes.listSide}>
        <Page
          title={t("title")}
          lead={t("lead")}
          actions={
            <LinkButton
              to="/w/$workspace/settings/exports"
              params={{ workspace: workspace.id }}
              variant="default"
              leftSection={<IconFileExport size={16} stroke={1.7} />}
            >
              {t("export")}
            </LinkButton>
          }
        >
          <TextInput
            ref={input}
            mb="sm"
            maw="28rem"
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            leftSection={<IconSearch size={16} stroke={1.6} />}
            rightSection={
              typed && <CloseButton size="sm" aria-label={tc("close")} onClick={() => type("")} />
            }
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
          />
          <Section>
            {people.isPending ? (
              <PendingPage />
            ) : people.isError ? (
              <FailedState error={people.error} retry={() => void people.refetch()} />
            ) : rows.length === 0 ? (
              q ? (
                <State title={t("nothing", { q })} text={t("nothing_text")} />
              ) : (
                <State
                  icon={<IconAddressBook size={36} stroke={1.4} />}
                  title={t("empty")}
                  text={t("empty_text")}
                  action={
                    <LinkButton
                      to="/w/$workspace/settings/connection"
                      params={{ workspace: workspace.id }}
                      variant="default"
                    >
                      {t("to_connection")}
                    </LinkButton>
                  }
                />
              )
            ) : (
              <ul className={classes.list}>
                {rows.map((one) => (
                  <li key={one.id}>
                    <button
                      type="button"
                      className={classes.row}
                      aria-current={one.id === contact || undefined}
                      onClick={(event) => {
                        opener.current = event.currentTarget;
                        open(one.id);
                      }}
                    >
                      <PersonAvatar id={one.id} name={nameOf(one)} />
                      <span className={classes.name} dir="auto">
                        {nameOf(one)}
                      </span>
                      <span className={classes.second} dir="ltr">
                        {secondary(one) ?? (one.phone ? "" : t("no_phone"))}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </Section>
          {people.hasNextPage && (
            <Button
              variant="default"
              loading={people.isFetchingNextPage}
              onClick={() => void people.fetchNextPage()}
            >
              {tc("load_more")}
            </Button>
          )}
        </Page>
      </div>
      {contact !== undefined && (
        <ContactPanel
          key={contact}
          contact={contact}
          onClose={() => {
            open(undefined);
            (opener.current ?? input.current)?.focus();
          }}
        />
      )}
    </div>
  );
}

/** What tells people of one name apart; nothing when it is already the name. */
function secondary(person: ContactDetails): string | null {
  if (person.phone) return person.name ? readablePhone(person.phone) : null;
  return person.username && person.name ? `@${person.username}` : null;
}
