use drydock_plan::Config;

use crate::{Engine, ImageFiles, RunRequest, Start};

/// Where Podman does otherwise than Docker with this image and these arguments: a sentence each. Only what really
/// differs is listed.
pub fn differences(config: &Config, request: &RunRequest, files: &ImageFiles) -> Vec<String> {
    let docker = Start::new(config, request, files, Engine::Docker);
    let podman = Start::new(config, request, files, Engine::Podman);
    let mut found = Vec::new();
    started(&docker, &podman, &mut found);
    if podman.failure.is_none() && docker.failure.is_none() {
        environment(request, &docker, &podman, &mut found);
        users(&docker, &podman, &mut found);
    }
    ports(&podman, &mut found);
    format(config, &mut found);
    found
}

fn started(docker: &Start, podman: &Start, found: &mut Vec<String>) {
    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    match (&docker.failure, &podman.failure) {
        (None, Some(failure)) => {
            found.push(format!(
                "Podman does not start it: {} (exit code {})",
                first_line(&failure.text),
                failure.exit
            ));
        }
        (Some(_), None) => found.push("Podman starts it".into()),
        (Some(docker), Some(podman)) if docker.exit != podman.exit => found.push(format!(
            "Podman ends with exit code {}, Docker with {}: {}",
            podman.exit,
            docker.exit,
            first_line(&podman.text)
        )),
        _ => {}
    }
    let words = |start: &Start| start.argv.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    if words(docker) != words(podman) {
        found.push(
            "Podman reads an --entrypoint that is a JSON list as a list; for Docker it is one word".into(),
        );
    }
}

fn environment(request: &RunRequest, docker: &Start, podman: &Start, found: &mut Vec<String>) {
    let missing = podman.env.iter().filter(|(name, _)| {
        !matches!(name.as_str(), "TERM" | "container") && !docker.env.iter().any(|(known, _)| known == name)
    });
    for (name, value) in missing {
        found.push(format!(
            "-e {name} without a value: Docker drops {name}, Podman keeps the image's `{value}`"
        ));
    }
    if !request.tty {
        found.push("Podman sets TERM=xterm also without -t, and container=podman".into());
    }
}

fn users(docker: &Start, podman: &Start, found: &mut Vec<String>) {
    if podman.user.name.is_empty() {
        let uid = podman.user.uid;
        found.push(format!(
            "Podman adds an entry for uid {uid} to /etc/passwd, so that `whoami` finds a name"
        ));
    }
    if docker.user.groups != podman.user.groups {
        found.push(
            "Podman gives root no additional groups where no user is named; Docker gives it its own".into(),
        );
    }
}

fn ports(podman: &Start, found: &mut Vec<String>) {
    let low = podman.ports.iter().filter_map(|port| port.published.as_ref()?.port).find(|port| *port < 1024);
    if let Some(port) = low {
        found.push(format!(
            "Podman without root cannot publish host port {port}: ports below 1024 are root's"
        ));
    }
}

/// What Podman's and Buildah's own image format leaves out, when they build the image.
fn format(config: &Config, found: &mut Vec<String>) {
    let lost = [
        ("HEALTHCHECK", config.healthcheck.is_some()),
        ("SHELL", !config.shell.is_empty()),
        ("ONBUILD", !config.on_build.is_empty()),
    ];
    let lost: Vec<&str> = lost.into_iter().filter(|(_, set)| *set).map(|(name, _)| name).collect();
    if !lost.is_empty() {
        let names = lost.join(" and ");
        found.push(format!(
            "Built by Podman or Buildah, the image has no {names} unless --format docker is given"
        ));
    }
}
