use std::collections::BTreeMap;
use std::rc::Rc;

/// A shell variable.
#[derive(Clone, Debug)]
struct Var {
    /// `None` when its value is not known.
    value: Option<Rc<str>>,
    exported: bool,
}

/// The variables of a shell; cheap to copy.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars(Rc<BTreeMap<Rc<str>, Var>>);

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Set(Rc<str>),
    Unset,
    Unknown,
}

impl Vars {
    pub fn get(&self, name: &str) -> Value {
        match self.0.get(name) {
            None => Value::Unset,
            Some(Var { value: Some(value), .. }) => Value::Set(value.clone()),
            Some(_) => Value::Unknown,
        }
    }

    /// The value, or `""` where it is unset or unknown.
    pub fn text(&self, name: &str) -> Rc<str> {
        match self.get(name) {
            Value::Set(value) => value,
            _ => "".into(),
        }
    }

    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let vars = Rc::make_mut(&mut self.0);
        let value = value.map(Rc::from);
        match vars.get_mut(name) {
            Some(var) => var.value = value,
            None => {
                vars.insert(name.into(), Var { value, exported: false });
            }
        }
    }

    pub fn export(&mut self, name: &str) {
        let vars = Rc::make_mut(&mut self.0);
        if let Some(var) = vars.get_mut(name) {
            var.exported = true;
        }
    }

    pub fn unset(&mut self, name: &str) {
        Rc::make_mut(&mut self.0).remove(name);
    }

    /// What a program started now sees.
    pub fn only_exported(&self) -> Self {
        let exported = self.0.iter().filter(|(_, var)| var.exported);
        Vars(Rc::new(exported.map(|(name, var)| (name.clone(), var.clone())).collect()))
    }

    /// Makes `name` what it is in `before`.
    pub fn restore(&mut self, name: &str, before: &Vars) {
        let vars = Rc::make_mut(&mut self.0);
        match before.0.get(name) {
            Some(var) => drop(vars.insert(name.into(), var.clone())),
            None => drop(vars.remove(name)),
        }
    }

    /// Names and values of what programs see; a value of `None` is not known.
    pub fn exported(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().filter(|(_, var)| var.exported).map(|(name, var)| (&**name, var.value.as_deref()))
    }
}
