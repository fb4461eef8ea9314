use drydock_plan::Config;
use serde::Serialize;

use crate::RunRequest;

/// A port of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Port {
    /// Port in the container.
    pub container: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
    /// True when the image or `--expose` names it.
    pub exposed: bool,
    /// Where the host reaches it.
    pub published: Option<Published>,
}

/// Where the host reaches a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Address on the host: `0.0.0.0` for all.
    pub address: String,
    /// Port on the host; `None` where the engine takes a free one.
    pub port: Option<u16>,
}

impl Port {
    /// One sentence on it for the reader.
    pub fn sentence(&self) -> String {
        let port = format!("{}/{}", self.container, self.protocol);
        let not_exposed =
            if self.exposed { "" } else { "; the image does not EXPOSE it, which does not matter" };
        match &self.published {
            None => format!("{port} is only documented by EXPOSE: the host reaches it with -p or -P"),
            Some(Published { address, port: host }) => {
                let host = host.map_or("a free host port".to_owned(), |host| format!("host port {host}"));
                let only = match address.as_str() {
                    "0.0.0.0" | "" => String::new(),
                    "127.0.0.1" => ", from this machine only".to_owned(),
                    address => format!(" on {address}"),
                };
                format!("{host} leads to {port}{only}{not_exposed}")
            }
        }
    }
}

/// The ports of a container: EXPOSE, `--expose`, `-p` and `-P` together.
///
/// # Errors
/// When a `-p` or `--expose` is not understood, in the words of `docker/go-connections`.
pub(crate) fn ports(config: &Config, request: &RunRequest) -> Result<Vec<Port>, String> {
    let mut ports: Vec<Port> = Vec::new();
    let exposed = config.exposed_ports.keys().chain(&request.expose);
    for spec in exposed {
        let (range, protocol) = protocol(spec)?;
        let (first, last) = port_range(range)
            .ok_or_else(|| format!("invalid range format for --expose: {range}, error: invalid port"))?;
        for container in first..=last {
            if !ports.iter().any(|port| port.container == container && port.protocol == protocol) {
                let published =
                    request.publish_all.then(|| Published { address: "0.0.0.0".into(), port: None });
                ports.push(Port { container, protocol: protocol.clone(), exposed: true, published });
            }
        }
    }
    for spec in &request.publish {
        publish(spec, &mut ports)?;
    }
    ports.sort_by(|a, b| (a.container, &a.protocol).cmp(&(b.container, &b.protocol)));
    Ok(ports)
}

/// `[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]`, each port a range where it is one (`nat.ParsePortSpec`).
fn publish(spec: &str, ports: &mut Vec<Port>) -> Result<(), String> {
    let (rest, protocol) = protocol(spec)?;
    let (front, container) = rest.rsplit_once(':').unwrap_or(("", rest));
    let (address, host) = match front.rsplit_once(':') {
        Some((address, host)) => (address.trim_matches(['[', ']']), host),
        None => ("", front),
    };
    if container.is_empty() {
        return Err(format!("no port specified: {spec}<empty>"));
    }
    let (first, last) = port_range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    let hosts = match host {
        "" => None,
        host => Some(port_range(host).ok_or_else(|| format!("invalid hostPort: {host}"))?),
    };
    if let Some((low, high)) = hosts
        && high - low != last - first
        && last != first
    {
        return Err(format!("invalid ranges specified for container and host Ports: {container} and {host}"));
    }
    for (offset, container) in (first..=last).enumerate() {
        let port = hosts.and_then(|(low, _)| low.checked_add(u16::try_from(offset).ok()?));
        let address = if address.is_empty() { "0.0.0.0" } else { address };
        let published = Some(Published { address: address.into(), port });
        match ports.iter_mut().find(|known| {
            known.container == container
                && known.protocol == protocol
                && known.published.as_ref().is_none_or(|published| published.port.is_none())
        }) {
            Some(known) => known.published = published,
            None => ports.push(Port { container, protocol: protocol.clone(), exposed: false, published }),
        }
    }
    Ok(())
}

fn protocol(spec: &str) -> Result<(&str, String), String> {
    let (rest, protocol) = spec.rsplit_once('/').unwrap_or((spec, "tcp"));
    let protocol = protocol.to_lowercase();
    match protocol.as_str() {
        "tcp" | "udp" | "sctp" => Ok((rest, protocol)),
        _ => Err(format!("invalid proto: {protocol}")),
    }
}

fn port_range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(exposed: &[&str], line: &str) -> Vec<String> {
        let config = Config {
            exposed_ports: exposed.iter().map(|port| ((*port).to_owned(), ())).collect(),
            ..Config::default()
        };
        let request = RunRequest::parse(line).expect("a request");
        ports(&config, &request).expect("ports").iter().map(Port::sentence).collect()
    }

    #[test]
    fn expose_alone_publishes_nothing() {
        assert_eq!(
            sentences(&["8080/tcp"], "app"),
            ["8080/tcp is only documented by EXPOSE: the host reaches it with -p or -P"]
        );
        assert_eq!(sentences(&["8080/tcp"], "-P app"), ["a free host port leads to 8080/tcp"]);
        assert_eq!(sentences(&["8080/tcp"], "-p 80:8080 app"), ["host port 80 leads to 8080/tcp"]);
        assert_eq!(
            sentences(&[], "-p 127.0.0.1:80:8080/udp app"),
            [
                "host port 80 leads to 8080/udp, from this machine only; the image does not EXPOSE it, which does not matter"
            ]
        );
        assert_eq!(sentences(&[], "-p 8000-8002:80-82 app").len(), 3);
    }

    #[test]
    fn what_is_no_port_is_refused() {
        let error = |line: &str| {
            let request = RunRequest::parse(line).expect("a request");
            ports(&Config::default(), &request).expect_err("an error")
        };
        assert_eq!(error("-p 80:http app"), "invalid containerPort: http");
        assert_eq!(error("-p x:80 app"), "invalid hostPort: x");
        assert_eq!(error("-p 80/icmp app"), "invalid proto: icmp");
    }
}
