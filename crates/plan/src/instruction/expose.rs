//! EXPOSE: ports the container listens on (`convert_expose.go`).

use std::net::IpAddr;
use std::rc::Rc;

use drydock_source::Span;
use drydock_syntax::expand;
use drydock_syntax::instruction::Expose;

use crate::FactKind;
use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::go::number::parse_int;
use crate::go::quote::quote;
use crate::history::{PortRange, Text};

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, expose: &Expose) -> Result<(), Fault> {
    let mut ports = Vec::new();
    for word in &expose.ports {
        let words = expand::expand_words(&word.text, step.env(), step.planner.lex())
            .map_err(|error| Fault::from(error).at(word.span))?;
        ports.extend(words.into_iter().map(|port| (port, word.span)));
    }
    let mut ranges = Vec::new();
    for (port, span) in ports {
        ranges.push(read_port(step, &port, span).map_err(|error| Code::BadPort.fault(error).at(span))?);
    }
    step.draft.image.expose(&ranges);
    step.commit(Text::Expose(ranges), false);
    Ok(())
}

/// Reads `[[address:]host-port:]port[-port][/protocol]`.
fn read_port(step: &mut Dispatch<'_, '_>, raw: &str, span: Span) -> Result<PortRange, String> {
    let parts: Vec<&str> = raw.split(':').collect();
    let (address, host, container) = match parts.as_slice() {
        [container] => (String::new(), "", *container),
        [host, container] => (String::new(), *host, *container),
        [address @ .., host, container] => (address.join(":"), *host, *container),
        [] => (String::new(), "", ""),
    };
    let (protocol, container) =
        split_protocol(container).map_err(|error| format!("invalid port: {}: {error}", quote(raw)))?;
    step.note(
        span,
        FactKind::Port {
            port: raw.into(),
            protocol: protocol.into(),
            mapped: !address.is_empty() || !host.is_empty(),
        },
    );
    check_address(&address)?;
    let (first, last) = range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    if !host.is_empty() {
        let (host_first, host_last) = range(host).ok_or_else(|| format!("invalid hostPort: {host}"))?;
        if last - first != host_last - host_first && first != last {
            return Err(format!(
                "invalid ranges specified for container and host Ports: {container} and {host}"
            ));
        }
    }
    Ok((first, last, Rc::from(protocol.to_lowercase())))
}

fn split_protocol(text: &str) -> Result<(&str, &str), String> {
    let (port, protocol) = text.split_once('/').unwrap_or((text, ""));
    if port.is_empty() {
        return Err("no port specified".into());
    }
    match protocol.to_lowercase().as_str() {
        "" => Ok(("tcp", port)),
        "tcp" | "udp" | "sctp" => Ok((protocol, port)),
        _ => Err(format!("invalid proto: {protocol}")),
    }
}

fn check_address(text: &str) -> Result<(), String> {
    let address = match text.strip_prefix('[') {
        None => text,
        Some(rest) => match rest.split_once(']') {
            None => {
                return Err(format!("invalid IP address {text}: address {text}:: missing ']' in address"));
            }
            Some((inner, "")) => inner,
            Some((_, _)) => {
                return Err(format!(
                    "invalid IP address {text}: address {text}:: too many colons in address"
                ));
            }
        },
    };
    if address.is_empty() || address.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    Err(format!("invalid IP address: {address}"))
}

/// Reads `port` or `port-port`.
fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| u16::try_from(parse_int(text).ok()?).ok();
    match text.split_once('-') {
        None => number(text).map(|port| (port, port)),
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some((first, last))
        }
    }
}
