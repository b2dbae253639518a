/** One template: reading, checking, saving, review, copies, history. The list is shared (src/api/shared.ts). */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type {
  Page,
  Template,
  TemplateCheck,
  TemplateDetails,
  TemplateDraft,
  TemplateEvent,
} from "@/api/types";
import { uploadFile } from "@/api/uploads";

export const templateQuery = (workspace: string, template: string) =>
  queryOptions({
    queryKey: ["templates", workspace, "one", template],
    queryFn: ({ signal }) =>
      api.get<TemplateDetails>(path`/v1/workspaces/${workspace}/templates/${template}`, { signal }),
  });

export const historyQuery = (workspace: string, template: string) =>
  infiniteQueryOptions({
    queryKey: ["templates", workspace, "history", template],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TemplateEvent>>(path`/v1/workspaces/${workspace}/templates/${template}/history`, {
        signal,
        query: { cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

/** The rules are the API's. `template` is the one being edited: it is in nobody's way. */
export const lintQuery = (workspace: string, draft: TemplateDraft, template: string | undefined) =>
  queryOptions({
    queryKey: ["templates", workspace, "lint", template ?? "new", JSON.stringify(draft)],
    queryFn: ({ signal }) =>
      api.post<TemplateCheck>(
        path`/v1/workspaces/${workspace}/templates/lint`,
        { ...draft, template_id: template },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });

export interface Saving {
  /** Null makes a new draft. */
  template: { id: string; revision: string } | null;
  draft: TemplateDraft;
  key: string;
}

export function useSaveTemplate(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ template, draft, key }: Saving) => {
      if (template === null) {
        return api.post<Template>(path`/v1/workspaces/${workspace}/templates`, draft, {
          idempotencyKey: key,
          timeoutMs: 60_000,
        });
      }
      const { name, language, category, parameter_format, components, ttl_seconds } = draft;
      const { id, revision } = template;
      return api.put<Template>(
        path`/v1/workspaces/${workspace}/templates/${id}`,
        { name, language, category, parameter_format, components, ttl_seconds, revision },
        { timeoutMs: 60_000 },
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["templates", workspace] }),
  });
}

export function useSubmitTemplate(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ template, key }: { template: string; key: string }) =>
      api.post<Template>(path`/v1/workspaces/${workspace}/templates/${template}/submit`, undefined, {
        idempotencyKey: key,
        timeoutMs: 30_000,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["templates", workspace] }),
  });
}

export interface Copy {
  name: string;
  language: string;
  waba_id: string;
}

export function useDuplicateTemplate(workspace: string, template: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ copy, key }: { copy: Copy; key: string }) =>
      api.post<Template>(path`/v1/workspaces/${workspace}/templates/${template}/duplicate`, copy, {
        idempotencyKey: key,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["templates", workspace] }),
  });
}

export function useDeleteTemplate(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (template: string) =>
      api.delete<{ name_blocked_until: string | null }>(
        path`/v1/workspaces/${workspace}/templates/${template}`,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["templates", workspace] }),
  });
}

/** A header's sample on its way to Meta: the API exchanges the answered word for Meta's handle when it saves. */
export async function uploadSample(
  workspace: string,
  file: File,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<string> {
  const door = path`/v1/workspaces/${workspace}/templates/uploads`;
  return `upload:${await uploadFile(workspace, file, file.type, signal, onProgress, door)}`;
}
