use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_plan::Env;

/// A shell variable.
#[derive(Clone, Debug)]
struct Var {
    /// `None` when its value is not known.
    value: Option<Rc<str>>,
    exported: bool,
}

/// The variables of a shell; cheap to copy, and made of any number of variables at no cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars {
    /// What the process was given; all of it is exported.
    given: Env,
    /// What was set since; `None` for what was given and is unset.
    own: Rc<BTreeMap<Rc<str>, Option<Var>>>,
    /// True once text that nobody knows was read as the shell's own: what is not listed may be set all the same.
    more: bool,
}

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Set(Rc<str>),
    Unset,
    Unknown,
}

impl Vars {
    /// The variables of a process with this environment.
    pub fn of(given: &Env) -> Self {
        Self { given: given.clone(), ..Self::default() }
    }

    pub fn get(&self, name: &str) -> Value {
        match self.own.get(name) {
            None => match self.given.value(name) {
                Some(value) => Value::Set(value.clone()),
                // Which characters separate words is hardly ever changed.
                None if self.more && name != "IFS" => Value::Unknown,
                None => Value::Unset,
            },
            Some(None) => Value::Unset,
            Some(Some(Var { value: Some(value), .. })) => Value::Set(value.clone()),
            Some(Some(_)) => Value::Unknown,
        }
    }

    /// From here on, what is not listed may be set.
    pub fn may_hold_more(&mut self) {
        self.more = true;
    }

    /// The value, or `""` where it is unset or unknown.
    pub fn text(&self, name: &str) -> Rc<str> {
        match self.get(name) {
            Value::Set(value) => value,
            _ => "".into(),
        }
    }

    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let value = value.map(Rc::from);
        let exported = match self.own.get(name) {
            Some(own) => own.as_ref().is_some_and(|var| var.exported),
            None => self.given.value(name).is_some(),
        };
        Rc::make_mut(&mut self.own).insert(name.into(), Some(Var { value, exported }));
    }

    pub fn export(&mut self, name: &str) {
        if self.own.contains_key(name)
            && let Some(Some(var)) = Rc::make_mut(&mut self.own).get_mut(name)
        {
            var.exported = true;
        }
    }

    pub fn unset(&mut self, name: &str) {
        let own = Rc::make_mut(&mut self.own);
        match self.given.value(name) {
            Some(_) => drop(own.insert(name.into(), None)),
            None => drop(own.remove(name)),
        }
    }

    /// What a program started now sees.
    pub fn only_exported(&self) -> Self {
        let seen = self.own.iter().filter(|(_, var)| var.as_ref().is_none_or(|var| var.exported));
        let own = seen.map(|(name, var)| (name.clone(), var.clone())).collect();
        Vars { given: self.given.clone(), own: Rc::new(own), more: self.more }
    }

    /// Makes `name` what it is in `before`, an earlier state of the same variables.
    pub fn restore(&mut self, name: &str, before: &Vars) {
        let own = Rc::make_mut(&mut self.own);
        match before.own.get(name) {
            Some(var) => drop(own.insert(name.into(), var.clone())),
            None => drop(own.remove(name)),
        }
    }

    /// Names and values of what programs see, by name; a value of `None` is not known.
    pub fn exported(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let given = self.given.iter().filter(|(name, _)| !self.own.contains_key(*name));
        let mut seen: BTreeMap<&str, Option<&str>> = given.map(|(name, value)| (name, Some(value))).collect();
        let own = self.own.iter().filter_map(|(name, var)| Some((name, var.as_ref()?)));
        seen.extend(own.filter(|(_, var)| var.exported).map(|(name, var)| (&**name, var.value.as_deref())));
        seen.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(vars: &Vars) -> String {
        vars.exported().map(|(name, value)| format!("{name}={} ", value.unwrap_or("?"))).collect()
    }

    #[test]
    fn what_is_given_is_seen_until_it_is_unset() {
        let mut env = Env::default();
        env.set("B", "1");
        env.set("A", "2");
        let mut vars = Vars::of(&env);
        vars.set("OWN", Some("x"));
        assert_eq!(seen(&vars), "A=2 B=1 ");
        vars.set("B", Some("3"));
        vars.export("OWN");
        let before = vars.clone();
        vars.unset("A");
        assert_eq!((vars.get("A"), seen(&vars)), (Value::Unset, "B=3 OWN=x ".to_owned()));
        assert_eq!(seen(&vars.only_exported()), "B=3 OWN=x ");
        vars.set("A", Some("own"));
        assert_eq!(seen(&vars), "B=3 OWN=x ");
        vars.restore("A", &before);
        assert_eq!(seen(&vars), "A=2 B=3 OWN=x ");
    }

    #[test]
    fn after_text_that_nobody_knows_anything_may_be_set() {
        let mut vars = Vars::default();
        assert_eq!(vars.get("DIR"), Value::Unset);
        vars.may_hold_more();
        assert_eq!((vars.get("DIR"), vars.get("IFS")), (Value::Unknown, Value::Unset));
        vars.set("DIR", Some("/x"));
        assert_eq!(vars.get("DIR"), Value::Set("/x".into()));
    }
}
