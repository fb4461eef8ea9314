//! The options of `RUN --device` (`instructions/commands_rundevice.go`).

use crate::suggest::{nearest, with_suggestion};
use crate::{csv, number, text};

/// One `--device` with its options read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Its CDI name.
    pub name: String,
    /// `required`: the build fails without it.
    pub required: bool,
}

/// Reads the value of one `--device`; fails with BuildKit's text.
pub fn parse_device(value: &str) -> Result<Device, String> {
    let fields = csv::fields(value).map_err(|error| format!("failed to parse csv devices: {error}"))?;
    let mut device = Device::default();
    for field in fields {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (text::lower(key), Some(value)),
            None => (text::lower(&field), None),
        };
        match (key.as_str(), value) {
            ("required", None) => device.required = true,
            ("required", Some(value)) => {
                let read = number::parse_bool(value);
                device.required = read.ok_or_else(|| format!("invalid value for {key}: {value}"))?;
            }
            ("name", Some(_)) if !device.name.is_empty() => {
                return Err(format!("device name already set to {}", device.name));
            }
            ("name", Some(value)) => device.name = value.into(),
            _ if device.name.is_empty() => device.name = field,
            (_, None) => return Err(format!("invalid field '{field}' must be a key=value pair")),
            (_, Some(_)) => {
                let message = format!("unexpected key '{key}' in '{field}'");
                return Err(with_suggestion(message, nearest(&key, &["name", "required"])));
            }
        }
    }
    Ok(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bare_field_is_the_name() {
        let device = parse_device("vendor.com/gpu=all,required").expect("a device");
        assert_eq!(device, Device { name: "vendor.com/gpu=all".into(), required: true });
        assert_eq!(parse_device("a,b"), Err("invalid field 'b' must be a key=value pair".into()));
        assert_eq!(parse_device("a,name=b"), Err("device name already set to a".into()));
    }
}
