use std::collections::{BTreeMap, HashMap, VecDeque};

use drydock_plan::{OpId, Plan, Stage, Step};

/// Which operation of the last build each operation is the successor of: stages by name, else in order; steps of a
/// stage by their text, in order, and what is left between them by their keyword.
#[derive(Debug, Default)]
pub(crate) struct Matching {
    old_of: HashMap<OpId, OpId>,
    new_of: HashMap<OpId, OpId>,
    /// Lines of the last build where a text stood that is not matched by now.
    moved: HashMap<OpId, u32>,
}

impl Matching {
    pub fn new(new: &Plan, old: &Plan) -> Self {
        let mut matching = Self::default();
        for (new_stage, old_stage) in stages(new, old) {
            matching.stage(new_stage, old_stage);
        }
        matching
    }

    /// The operation of the last build that became `op`.
    pub fn old(&self, op: OpId) -> Option<OpId> {
        self.old_of.get(&op).copied()
    }

    /// True when operation `old` of the last build became another.
    pub fn is_matched(&self, old: OpId) -> bool {
        self.new_of.contains_key(&old)
    }

    /// The line where the last build had the text of `op`, when it stood elsewhere.
    pub fn moved_from(&self, op: OpId) -> Option<u32> {
        self.moved.get(&op).copied()
    }

    fn stage(&mut self, new: &Stage, old: &Stage) {
        if let (Some(new), Some(old)) = (new.from_op, old.from_op) {
            self.pair(new, old);
        }
        let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (place, step) in old.steps.iter().enumerate() {
            places.entry(&step.text).or_default().push_back(place);
        }
        let mut left = 0;
        let mut gap = Vec::new();
        for step in &new.steps {
            let same = places.get_mut(&*step.text).and_then(|places| {
                while places.front().is_some_and(|place| *place < left) {
                    places.pop_front();
                }
                places.pop_front()
            });
            match same {
                Some(place) => {
                    self.gap(&gap, old.steps.get(left..place).unwrap_or_default());
                    gap.clear();
                    self.steps(step, &old.steps[place]);
                    left = place + 1;
                }
                None => gap.push(step),
            }
        }
        self.gap(&gap, old.steps.get(left..).unwrap_or_default());
        self.find_moved(new, old);
    }

    /// Steps between two that are the same: each goes with the next one that has its keyword.
    fn gap(&mut self, new: &[&Step], old: &[Step]) {
        let mut by_keyword: BTreeMap<&str, VecDeque<&Step>> = BTreeMap::new();
        for step in old {
            by_keyword.entry(step.keyword).or_default().push_back(step);
        }
        for step in new {
            let same = by_keyword.get_mut(step.keyword).and_then(VecDeque::pop_front).or_else(|| {
                let kin = match step.keyword {
                    "COPY" => "ADD",
                    "ADD" => "COPY",
                    _ => return None,
                };
                by_keyword.get_mut(kin).and_then(VecDeque::pop_front)
            });
            if let Some(old) = same {
                self.steps(step, old);
            }
        }
    }

    fn steps(&mut self, new: &Step, old: &Step) {
        for (new, old) in new.ops.iter().rev().zip(old.ops.iter().rev()) {
            self.pair(*new, *old);
        }
    }

    fn pair(&mut self, new: OpId, old: OpId) {
        self.old_of.insert(new, old);
        self.new_of.insert(old, new);
    }

    fn find_moved(&mut self, new: &Stage, old: &Stage) {
        let lines: HashMap<&str, u32> =
            old.steps.iter().map(|step| (&*step.text, step.lines.first)).collect();
        for step in &new.steps {
            let Some(line) = lines.get(&*step.text) else { continue };
            for op in step.ops.iter().filter(|op| !self.old_of.contains_key(op)) {
                self.moved.insert(*op, *line);
            }
        }
    }
}

/// Stages that belong together: by name, then those without a partner in order.
fn stages<'a>(new: &'a Plan, old: &'a Plan) -> Vec<(&'a Stage, &'a Stage)> {
    let by_name: HashMap<&str, &Stage> =
        old.stages.iter().filter(|stage| !stage.name.is_empty()).map(|stage| (&*stage.name, stage)).collect();
    let mut taken = vec![false; old.stages.len()];
    let mut pairs = Vec::new();
    let mut alone = Vec::new();
    for stage in &new.stages {
        match by_name.get(&*stage.name) {
            Some(old) => {
                if let Some(taken) = taken.get_mut(old.index) {
                    *taken = true;
                }
                pairs.push((stage, *old));
            }
            None => alone.push(stage),
        }
    }
    // The last stage is the target more often than not, so what is left is matched from the end.
    let free = old.stages.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(stage, _)| stage).rev();
    pairs.extend(alone.into_iter().rev().zip(free));
    pairs
}
