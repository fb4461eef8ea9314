/** Messages between a page and the playground in it: version 1. docs/embedding.md tells them. */

/** What a page may open: the short form of a project. */
export interface EmbedProject {
  /** Text of the Dockerfile. */
  dockerfile: string;
  /** Texts of context files by path. */
  files?: Record<string, string>;
  /** `--target`. */
  target?: string;
  /** `--build-arg`. */
  buildArgs?: Record<string, string>;
  /** Arguments of `docker run`. */
  run?: string;
}

/** From the page to the playground; anything else, and anything that does not come from the parent, is ignored. */
export type ToPlayground = { drydock: 1 } & (
  /** Opens a project, or a link (an address, or the part behind `#`). */
  | { type: "set"; project: EmbedProject }
  | { type: "set"; link: string }
  /** Asks for a `state`, which carries the same `id`. */
  | { type: "get"; id?: number | string }
  | { type: "theme"; theme: "auto" | "light" | "dark" }
  /** Goes to a line of the Dockerfile, from 1. */
  | { type: "step"; line: number }
  /** Takes back all that was changed since it was opened. */
  | { type: "reset" }
);

/** The playground can be asked. */
export interface ReadyMessage {
  drydock: 1;
  type: "ready";
  mode: "view" | "edit" | "exercise";
}

/** How high it would like to be, in CSS pixels. Canvas hears the same as `{ subject: "lti.frameResize", height }`. */
export interface ResizeMessage {
  drydock: 1;
  type: "resize";
  height: number;
}

/** What is worked on: after each change once it rests, and as the answer to `get`. */
export interface StateMessage {
  drydock: 1;
  type: "state";
  /** That of the `get`, when it is an answer. */
  id?: number | string;
  /** Text of the Dockerfile. */
  dockerfile: string;
  /** Texts of context files by path. */
  files: Record<string, string>;
  /** Fragment of a link that opens it, without `#`; empty where there is too much for a link. */
  link: string;
  /** True when something was changed since it was opened. */
  edited: boolean;
}

/** What its evaluation says in short. */
export interface ResultMessage {
  drydock: 1;
  type: "result";
  /** The error the build stops at, in BuildKit's words. */
  error: string | null;
  /** How many errors there are. */
  errors: number;
  /** How many warnings and other findings there are. */
  warnings: number;
  /** Codes of the findings, by place. */
  codes: string[];
  /** Labels of the stages. */
  stages: string[];
  /** Steps that the next build runs, of those that the target needs. */
  runs: number;
  steps: number;
  /** Likely bytes of the image on disk; null when nobody can say. */
  size: number | null;
}

/** How a goal of an exercise stands. */
export interface GoalState {
  /** As the page wrote it. */
  goal: string;
  /** What the reader is told of it. */
  label: string;
  /** True when it is met; null when nobody can say, and for what is no goal. */
  met: boolean | null;
  /** How things are, in a few words; may be empty. */
  now: string;
}

/** How the goals of an exercise stand: with the first evaluation, and each time that one of them changes. */
export interface ProgressMessage {
  drydock: 1;
  type: "progress";
  goals: GoalState[];
  /** How many are met, of how many. */
  met: number;
  total: number;
}

/** A message that could not be carried out, and why. */
export interface ErrorMessage {
  drydock: 1;
  type: "error";
  message: string;
}

/** From the playground to the page. */
export type FromPlayground = ReadyMessage | ResizeMessage | StateMessage | ResultMessage | ProgressMessage | ErrorMessage;

/** `<dockerfile-playground>`; it dispatches `drydock-ready`, `drydock-state`, `drydock-result`… with the message as detail. */
export class DockerfilePlayground extends HTMLElement {
  /** Loads the playground in place of the code block; nothing when it is there already. */
  open(): void;
  /** The address of the playground with what the element holds. */
  address(): string;
  /** Opens a project or a link. */
  set(what: EmbedProject | string): void;
  /** What is worked on. */
  get(): Promise<StateMessage>;
  /** Goes to a line of the Dockerfile, from 1. */
  step(line: number): void;
  /** Takes back all that was changed since it was opened. */
  reset(): void;
}

/** Wraps each code block that `selector` finds into an element with these attributes. */
export function enhance(selector?: string, attributes?: Record<string, string>): DockerfilePlayground[];

declare global {
  interface HTMLElementTagNameMap {
    "dockerfile-playground": DockerfilePlayground;
  }
}
