//! `$((…))`: whole numbers of 64 bits, as POSIX has it.

use super::machine::Machine;
use super::vars::Value;

/// Deepest nesting of parentheses and unary operators.
const MAX_DEPTH: usize = 50;

/// Binary operators by precedence, the loosest first; longer spellings before shorter ones.
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

struct Reader<'m, 'a> {
    text: &'m str,
    at: usize,
    depth: usize,
    machine: &'m mut Machine<'a>,
}

impl Machine<'_> {
    /// The value of an arithmetic expression as text; `None` when it is not understood.
    pub fn arithmetic(&mut self, text: &str) -> Option<String> {
        let expanded = self.arithmetic_text(text)?;
        let mut reader = Reader { text: &expanded, at: 0, depth: 0, machine: self };
        let value = reader.ternary().filter(|_| reader.rest().trim().is_empty());
        if value.is_none() {
            self.not_understood(format!("the arithmetic `{text}`"));
        }
        value.map(|value| value.to_string())
    }

    /// The expression with its `$NAME` and `$(…)` put in.
    fn arithmetic_text(&mut self, text: &str) -> Option<String> {
        if !text.contains(['$', '`']) {
            return Some(text.to_owned());
        }
        let script = drydock_shell::parse(&format!("\"{}\"", text.replace('"', "")));
        let list = script.body.lists.first()?;
        let drydock_shell::CommandKind::Simple(simple) = &list.first.commands.first()?.kind else {
            return None;
        };
        self.text(simple.words.first()?)
    }
}

impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn take(&mut self, token: &str) -> bool {
        let blanks = self.rest().len() - self.rest().trim_start().len();
        let here = self.rest().trim_start().starts_with(token);
        if here {
            self.at += blanks + token.len();
        }
        here
    }

    fn ternary(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let condition = self.binary(0)?;
        let value = if self.take("?") {
            let yes = self.ternary()?;
            if !self.take(":") {
                return None;
            }
            let no = self.ternary()?;
            if condition != 0 { yes } else { no }
        } else {
            condition
        };
        self.depth -= 1;
        Some(value)
    }

    fn binary(&mut self, level: usize) -> Option<i64> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            let right = self.binary(level + 1)?;
            left = apply(operator, left, right)?;
        }
        Some(left)
    }

    fn operator(&mut self, operators: &[&'static str]) -> Option<&'static str> {
        let rest = self.rest().trim_start();
        let found = operators.iter().find(|operator| rest.starts_with(**operator))?;
        let after = rest.get(found.len()..).unwrap_or("");
        // `&` is not the first half of `&&`, `<` not that of `<<`; and `+=` assigns.
        let longer =
            matches!(*found, "&" | "|" | "<" | ">") && after.starts_with(found) || after.starts_with('=');
        if longer && !matches!(*found, "==" | "!=" | "<=" | ">=") {
            return None;
        }
        self.take(found);
        Some(found)
    }

    fn unary(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let value = if self.take("(") {
            let value = self.ternary()?;
            self.take(")").then_some(value)
        } else if self.take("!") {
            self.unary().map(|value| i64::from(value == 0))
        } else if self.take("~") {
            self.unary().map(|value| !value)
        } else if self.take("-") {
            self.unary().map(i64::wrapping_neg)
        } else if self.take("+") {
            self.unary()
        } else {
            self.operand()
        };
        self.depth -= 1;
        value
    }

    fn operand(&mut self) -> Option<i64> {
        let rest = self.rest();
        let start = self.at + rest.len() - rest.trim_start().len();
        let rest = self.text.get(start..)?;
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let token = rest.get(..length).filter(|token| !token.is_empty())?.to_owned();
        self.at = start + length;
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            return number(&token);
        }
        self.variable(&token)
    }

    fn variable(&mut self, name: &str) -> Option<i64> {
        let old = match self.machine.shell.vars.get(name) {
            Value::Set(text) => {
                if text.trim().is_empty() {
                    0
                } else {
                    number(text.trim())?
                }
            }
            Value::Unset => 0,
            Value::Unknown => return None,
        };
        for operator in ["+", "-", "*", "/", "%", ""] {
            let written = format!("{operator}=");
            if self.rest().trim_start().starts_with("==") || !self.take(&written) {
                continue;
            }
            let right = self.ternary()?;
            let value = if operator.is_empty() { right } else { apply(operator, old, right)? };
            self.machine.shell.vars.set(name, Some(&value.to_string()));
            return Some(value);
        }
        if self.take("++") || self.take("--") {
            let up = self.text.get(..self.at).is_some_and(|text| text.ends_with("++"));
            let value = if up { old.wrapping_add(1) } else { old.wrapping_sub(1) };
            self.machine.shell.vars.set(name, Some(&value.to_string()));
        }
        Some(old)
    }
}

fn number(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let value = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8),
        None => digits.parse(),
    };
    value.ok().map(|value| sign * value)
}

fn apply(operator: &str, left: i64, right: i64) -> Option<i64> {
    Some(match operator {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "<<" => left.wrapping_shl(u32::try_from(right).ok()?),
        ">>" => left.wrapping_shr(u32::try_from(right).ok()?),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" => left.checked_div(right)?,
        "%" => left.checked_rem(right)?,
        _ => return None,
    })
}
