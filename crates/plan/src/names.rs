//! What operations are called in the progress output (`prefixCommand`, `formatTargetPlatform`).

use crate::draft::Draft;
use crate::planner::Planner;
use crate::{Env, Platform};

impl Planner<'_> {
    /// `text` with the step's number in front, as the next step of a registered draft.
    pub(crate) fn prefixed(
        &mut self,
        at: usize,
        text: &str,
        platform: Option<&Platform>,
        env: Option<&Env>,
    ) -> String {
        let multi = self.request.multi_platform;
        prefixed(&mut self.drafts[at], text, platform.filter(|_| multi), env)
    }
}

/// `text` with the number of the next step of `draft` in front; with `platform` that too.
pub(crate) fn prefixed(
    draft: &mut Draft<'_>,
    text: &str,
    platform: Option<&Platform>,
    env: Option<&Env>,
) -> String {
    if draft.step_count == 0 {
        return text.into();
    }
    draft.step_number += 1;
    numbered(draft, text, platform, env)
}

/// `text` with the number of the current step in front.
pub(crate) fn numbered(
    draft: &Draft<'_>,
    text: &str,
    platform: Option<&Platform>,
    env: Option<&Env>,
) -> String {
    if draft.step_count == 0 {
        return text.into();
    }
    let mut out = String::from("[");
    if let Some(platform) = platform {
        let target = env.and_then(target_in).map(|target| arrow(platform, target)).unwrap_or_default();
        out.push_str(&format!("{platform}{target} "));
    }
    if !draft.stage_name.is_empty() {
        out.push_str(&draft.stage_name);
        out.push(' ');
    }
    let width = draft.step_count.to_string().len();
    out.push_str(&format!("{:width$}/{}] {text}", draft.step_number, draft.step_count));
    out
}

/// The platform that the TARGET arguments name, when one is declared (`platformFromEnv`).
fn target_in(env: &Env) -> Option<Platform> {
    if let Some(Ok(platform)) = env.get("TARGETPLATFORM").map(Platform::parse) {
        return Some(platform);
    }
    let parts = ["TARGETOS", "TARGETARCH", "TARGETVARIANT"].map(|name| env.get(name));
    let [os, architecture, variant] = parts;
    parts.iter().any(Option::is_some).then(|| Platform {
        os: os.unwrap_or("").into(),
        architecture: architecture.unwrap_or("").into(),
        variant: variant.unwrap_or("").into(),
        os_version: String::new(),
    })
}

/// Shows what is built for, when it is not what it is built on.
fn arrow(base: &Platform, mut target: Platform) -> String {
    if target.os.is_empty() {
        target.os.clone_from(&base.os);
    }
    if target.architecture.is_empty() {
        target.architecture.clone_from(&base.architecture);
    }
    let target = target.normalize();
    if target.os != base.os {
        return format!("->{target}");
    }
    match (target.architecture == base.architecture, target.variant.as_str()) {
        (true, _) => String::new(),
        (false, "") => format!("->{}", target.architecture),
        (false, variant) => format!("->{}/{variant}", target.architecture),
    }
}

/// The keyword in upper case, the rest as it is (`uppercaseCmd`).
pub(crate) fn upper_keyword(text: &str) -> String {
    match text.split_once(' ') {
        Some((keyword, rest)) => format!("{} {rest}", keyword.to_uppercase()),
        None => text.to_uppercase(),
    }
}

/// The first line of a heredoc (`summarizeHeredoc`).
pub(crate) fn summary(text: &str) -> String {
    let text = text.trim().replace("\r\n", "\n");
    match text.split_once('\n') {
        Some((first, _)) => format!("{first}..."),
        None => text,
    }
}

/// Images whose misspelling is noticed; two of the four forms lack a slash, as BuildKit has them.
pub(crate) fn common_images() -> impl Iterator<Item = String> {
    let names = ["alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"];
    names.into_iter().flat_map(|name| {
        [
            name.to_string(),
            format!("docker.io/library{name}"),
            format!("{name}:latest"),
            format!("docker.io/library{name}:latest"),
        ]
    })
}
