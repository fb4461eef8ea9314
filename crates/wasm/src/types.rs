use wasm_bindgen::prelude::*;

/// The TypeScript definitions: of a project by hand, of an evaluation from the Rust types.
pub const TYPES: &str = concat!(
    r#"
/** A Dockerfile, the files around it, and how it is built and run. */
export interface Project {
  /** Text of the Dockerfile. */
  dockerfile: string;
  /** Its path in the context; `Dockerfile` by default. */
  dockerfilePath?: string;
  /** The build context by path, with `/` between the parts; a text alone is the content of a file. */
  files?: Record<string, string | ContextEntry>;
  /** `--target`. */
  target?: string;
  /** `--build-arg`. */
  buildArgs?: Record<string, string>;
  /** `--platform`. */
  platform?: string;
  /** `--no-cache`. */
  noCache?: boolean;
  /** `--no-cache-filter`: stages that do not use the cache. */
  noCacheFilter?: string[];
  /** `--pull`. */
  pull?: boolean;
  /** `--label`. */
  labels?: Record<string, string>;
  /** `--build-context NAME=VALUE`. */
  contexts?: Record<string, string>;
  /** Arguments of `docker run`, as typed. */
  run?: string;
  /** Images described by hand, by the name FROM gives them: what `docker image inspect` or `docker history` prints. */
  images?: Record<string, string>;
}

/** An entry of the build context; without `text`, `bytes`, `size`, `directory` and `link` it is an empty file. */
export interface ContextEntry {
  /** Text of a regular file. */
  text?: string;
  /** Bytes of a regular file. */
  bytes?: Uint8Array;
  /** How many bytes a regular file has whose content is not given. */
  size?: number;
  /** With `size`: whatever changes when the content does, such as a time or a checksum. */
  identity?: string;
  /** True for a directory. */
  directory?: boolean;
  /** Target of a symbolic link. */
  link?: string;
  /** Permission bits. */
  mode?: number;
  /** Time of the last change, in seconds since 1970; by default one that follows from the content. */
  mtime?: number;
}

/** What a link opens. */
export interface OpenedLink {
  /** The project. */
  project: Project;
  /** Name of the example it starts from, when it does. */
  example?: string;
  /** The panel to show, when the link says so. */
  panel?: string;
}

"#,
    include_str!(concat!(env!("OUT_DIR"), "/evaluation.d.ts"))
);

#[wasm_bindgen(typescript_custom_section)]
const SECTION: &str = TYPES;
