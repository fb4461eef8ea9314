//! A small layered layout for the picture of stages: ranks by longest path, an order with few crossings, straight
//! edges where there is room. Pure geometry; one pass over ranks is linear in what stands in them.

/// Room between two ranks.
const RANK_GAP: f64 = 18.0;
/// Room between neighbours of one rank.
const CROSS_GAP: f64 = 14.0;
/// Sweeps that look for fewer crossings, and then for straighter edges.
const SWEEPS: usize = 8;
/// Beyond this many bends edges run straight: nobody follows them any more, and they would cost too much.
const MAX_BENDS: usize = 4000;

/// Which way the edges point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

/// Width and height.
pub type Extent = (f64, f64);

/// An edge to lay out.
#[derive(Clone, Copy, Debug)]
pub struct EdgeIn {
    /// Index of the node it leaves.
    pub from: usize,
    /// Index of the node it enters.
    pub to: usize,
    /// Room that its label needs; zero for none.
    pub label: Extent,
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Size of the whole.
    pub size: Extent,
    /// Top left corner of each node.
    pub nodes: Vec<(f64, f64)>,
    /// Course of each edge, by edge; empty where an edge cannot be drawn.
    pub edges: Vec<EdgeOut>,
}

/// The course of an edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeOut {
    /// Points it passes, from its origin to its end.
    pub points: Vec<(f64, f64)>,
    /// Top left corner of its label.
    pub label: (f64, f64),
}

/// What stands in a rank: a node, or the place where an edge passes.
#[derive(Clone, Debug)]
struct Cell {
    rank: usize,
    /// Extent along the edges and across them.
    main: f64,
    cross: f64,
    /// Where edges pass, from the centre, across.
    port: f64,
    at: f64,
    before: Vec<usize>,
    after: Vec<usize>,
}

/// Lays out `nodes` and `edges`.
pub fn layout(nodes: &[Extent], edges: &[EdgeIn], direction: Direction) -> Layout {
    let valid: Vec<bool> = edges.iter().map(|e| e.from != e.to && e.from.max(e.to) < nodes.len()).collect();
    let reversed = back_edges(nodes.len(), edges, &valid);
    let ranks = ranks(nodes.len(), edges, &valid, &reversed);
    let mut cells: Vec<Cell> =
        nodes.iter().zip(&ranks).map(|(size, rank)| node_cell(*size, *rank, direction)).collect();
    let courses: Vec<Vec<usize>> = chain_edges(&mut cells, edges, &valid, &reversed, direction);
    let mut rows = rows(&cells);
    reduce_crossings(&mut cells, &mut rows);
    straighten(&mut cells, &rows);
    place(&cells, &rows, nodes, edges, &courses, direction)
}

fn node_cell((width, height): Extent, rank: usize, direction: Direction) -> Cell {
    let (main, cross) = match direction {
        Direction::Right => (width, height),
        Direction::Down => (height, width),
    };
    Cell { rank, main, cross, port: 0.0, at: 0.0, before: Vec::new(), after: Vec::new() }
}

/// A label stands beside its edge: above it where edges go right, to its right where they go down.
fn bend_cell((width, height): Extent, rank: usize, direction: Direction) -> Cell {
    let mut cell = node_cell((width, height), rank, direction);
    cell.cross = cell.cross.max(6.0);
    if width > 0.0 {
        cell.port = match direction {
            Direction::Right => cell.cross / 2.0 - 1.0,
            Direction::Down => 1.0 - cell.cross / 2.0,
        };
    }
    cell
}

/// Which edges close a cycle, found depth first without recursion.
fn back_edges(count: usize, edges: &[EdgeIn], valid: &[bool]) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (i, edge) in edges.iter().enumerate().filter(|(i, _)| valid[*i]) {
        out[edge.from].push(i);
    }
    let mut reversed = vec![false; edges.len()];
    // 0: not seen, 1: on the way, 2: done.
    let mut seen = vec![0u8; count];
    for root in 0..count {
        let mut stack = vec![(root, 0)];
        while let Some((node, next)) = stack.pop() {
            if next == 0 {
                if seen[node] != 0 {
                    continue;
                }
                seen[node] = 1;
            }
            match out[node].get(next) {
                None => seen[node] = 2,
                Some(edge) => {
                    stack.push((node, next + 1));
                    match seen[edges[*edge].to] {
                        0 => stack.push((edges[*edge].to, 0)),
                        1 => reversed[*edge] = true,
                        _ => {}
                    }
                }
            }
        }
    }
    reversed
}

/// Longest path, in steps of two so that labels have ranks of their own; sources stand next to what needs them.
fn ranks(count: usize, edges: &[EdgeIn], valid: &[bool], reversed: &[bool]) -> Vec<usize> {
    let ends =
        |i: usize| if reversed[i] { (edges[i].to, edges[i].from) } else { (edges[i].from, edges[i].to) };
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waits = vec![0usize; count];
    for i in (0..edges.len()).filter(|i| valid[*i]) {
        let (from, to) = ends(i);
        out[from].push(to);
        waits[to] += 1;
    }
    let sources: Vec<usize> = (0..count).filter(|node| waits[*node] == 0).collect();
    let mut ranks = vec![0usize; count];
    let mut ready = sources.clone();
    while let Some(node) = ready.pop() {
        for to in &out[node] {
            ranks[*to] = ranks[*to].max(ranks[node] + 2);
            waits[*to] -= 1;
            if waits[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    for node in sources {
        if let Some(nearest) = out[node].iter().map(|to| ranks[*to]).min() {
            ranks[node] = nearest.saturating_sub(2);
        }
    }
    ranks
}

/// Puts a cell into each rank that an edge passes and ties it to its neighbours; gives the cells of each edge.
fn chain_edges(
    cells: &mut Vec<Cell>,
    edges: &[EdgeIn],
    valid: &[bool],
    reversed: &[bool],
    direction: Direction,
) -> Vec<Vec<usize>> {
    let span = |i: usize| cells[edges[i].from].rank.abs_diff(cells[edges[i].to].rank);
    let bends: usize = (0..edges.len()).filter(|i| valid[*i]).map(span).sum();
    let straight = bends > MAX_BENDS;
    let mut courses = Vec::with_capacity(edges.len());
    for (i, edge) in edges.iter().enumerate() {
        if !valid[i] {
            courses.push(Vec::new());
            continue;
        }
        let (first, last) = if reversed[i] { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let (low, high) = (cells[first].rank, cells[last].rank);
        let mut course = vec![first];
        for rank in low + 1..high {
            let here = rank + 1 == high;
            if here || !straight {
                course.push(cells.len());
                cells.push(bend_cell(if here { edge.label } else { (0.0, 0.0) }, rank, direction));
            }
        }
        course.push(last);
        for pair in course.windows(2) {
            cells[pair[0]].after.push(pair[1]);
            cells[pair[1]].before.push(pair[0]);
        }
        if reversed[i] {
            course.reverse();
        }
        courses.push(course);
    }
    courses
}

/// The cells of each rank.
fn rows(cells: &[Cell]) -> Vec<Vec<usize>> {
    let count = cells.iter().map(|cell| cell.rank + 1).max().unwrap_or(0);
    let mut rows = vec![Vec::new(); count];
    for (i, cell) in cells.iter().enumerate() {
        rows[cell.rank].push(i);
    }
    rows
}

/// Orders each rank by where its neighbours stand, down and up in turn, and keeps the best order seen.
fn reduce_crossings(cells: &mut [Cell], rows: &mut Vec<Vec<usize>>) {
    let mut order = vec![0.0; cells.len()];
    let number = |rows: &[Vec<usize>], order: &mut Vec<f64>| {
        for row in rows {
            for (i, cell) in row.iter().enumerate() {
                order[*cell] = i as f64;
            }
        }
    };
    number(rows, &mut order);
    let mut best = (crossings(cells, rows, &order), rows.clone());
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        let count = rows.len();
        for step in 0..count {
            let row = &mut rows[if forward { step } else { count - 1 - step }];
            let mut keyed: Vec<(f64, usize)> = row
                .iter()
                .map(|cell| {
                    let near = if forward { &cells[*cell].before } else { &cells[*cell].after };
                    (mean(near.iter().map(|n| order[*n])).unwrap_or(order[*cell]), *cell)
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (i, (_, cell)) in keyed.iter().enumerate() {
                row[i] = *cell;
                order[*cell] = i as f64;
            }
        }
        let now = crossings(cells, rows, &order);
        if now < best.0 {
            best = (now, rows.clone());
        }
    }
    *rows = best.1;
}

fn crossings(cells: &[Cell], rows: &[Vec<usize>], order: &[f64]) -> usize {
    let mut count = 0;
    for row in rows {
        let mut ends: Vec<f64> = Vec::new();
        for cell in row {
            let mut after: Vec<f64> = cells[*cell].after.iter().map(|n| order[*n]).collect();
            after.sort_by(f64::total_cmp);
            for end in after {
                // Inserting in order counts the inversions; ranks are short.
                let at = ends.partition_point(|e| *e <= end);
                count += ends.len() - at;
                ends.insert(at, end);
            }
        }
    }
    count
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// Moves each cell towards the middle of its neighbours as far as its rank allows.
fn straighten(cells: &mut [Cell], rows: &[Vec<usize>]) {
    for row in rows {
        let mut at = 0.0;
        for cell in row {
            cells[*cell].at = at + cells[*cell].cross / 2.0;
            at += cells[*cell].cross + CROSS_GAP;
        }
    }
    for sweep in 0..SWEEPS * 2 {
        let count = rows.len();
        for step in 0..count {
            let row = &rows[if sweep % 2 == 0 { step } else { count - 1 - step }];
            let wanted: Vec<f64> = row
                .iter()
                .map(|cell| {
                    let near = cells[*cell].before.iter().chain(&cells[*cell].after);
                    let middle = mean(near.map(|n| cells[*n].at + cells[*n].port));
                    middle.map_or(cells[*cell].at, |middle| middle - cells[*cell].port)
                })
                .collect();
            for (cell, at) in row.iter().zip(apart(cells, row, &wanted)) {
                cells[*cell].at = at;
            }
        }
    }
}

/// The places nearest to `wanted` (least squares) that keep the order and the room of `row`: isotonic regression by
/// pooling neighbours that would overlap.
fn apart(cells: &[Cell], row: &[usize], wanted: &[f64]) -> Vec<f64> {
    let mut offsets = Vec::with_capacity(row.len());
    let mut at = 0.0;
    for cell in row {
        offsets.push(at + cells[*cell].cross / 2.0);
        at += cells[*cell].cross + CROSS_GAP;
    }
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (want, offset) in wanted.iter().zip(&offsets) {
        let mut pool = (want - offset, 1usize);
        while let Some((place, size)) = pools.last().copied().filter(|last| last.0 > pool.0) {
            pools.pop();
            let total = size + pool.1;
            pool = ((place * size as f64 + pool.0 * pool.1 as f64) / total as f64, total);
        }
        pools.push(pool);
    }
    let places = pools.iter().flat_map(|(place, size)| std::iter::repeat_n(*place, *size));
    places.zip(&offsets).map(|(place, offset)| place + offset).collect()
}

fn place(
    cells: &[Cell],
    rows: &[Vec<usize>],
    nodes: &[Extent],
    edges: &[EdgeIn],
    courses: &[Vec<usize>],
    direction: Direction,
) -> Layout {
    let top = cells.iter().map(|cell| cell.at - cell.cross / 2.0).fold(f64::INFINITY, f64::min);
    let bottom = cells.iter().map(|cell| cell.at + cell.cross / 2.0).fold(f64::NEG_INFINITY, f64::max);
    if cells.is_empty() {
        return Layout { edges: vec![EdgeOut::default(); edges.len()], ..Layout::default() };
    }
    let mut starts = Vec::with_capacity(rows.len());
    let mut main = 0.0;
    for row in rows {
        let extent = row.iter().map(|cell| cells[*cell].main).fold(0.0, f64::max);
        starts.push((main, extent));
        main += extent + RANK_GAP;
    }
    let turn = |main: f64, cross: f64| match direction {
        Direction::Right => (main.round(), (cross - top).round()),
        Direction::Down => ((cross - top).round(), main.round()),
    };
    let corner = |cell: &Cell| turn(starts[cell.rank].0, cell.at - cell.cross / 2.0);
    let ports = ports(cells, courses, nodes.len());
    let edges = courses
        .iter()
        .zip(&ports)
        .map(|(course, ports)| edge_course(cells, course, *ports, &starts, turn))
        .collect();
    Layout {
        size: turn(main - RANK_GAP, bottom),
        nodes: cells.iter().take(nodes.len()).map(corner).collect(),
        edges,
    }
}

fn edge_course(
    cells: &[Cell],
    course: &[usize],
    ports: (f64, f64),
    starts: &[(f64, f64)],
    turn: impl Fn(f64, f64) -> (f64, f64),
) -> EdgeOut {
    let mut out = EdgeOut::default();
    let last = course.len().saturating_sub(1);
    for (i, cell) in course.iter().map(|cell| &cells[*cell]).enumerate() {
        let (start, extent) = starts[cell.rank];
        // Backwards where the edge closes a cycle.
        let ahead = course.first().is_none_or(|first| cells[*first].rank <= cells[course[last]].rank);
        if i == 0 {
            let main = if ahead { start + cell.main } else { start };
            out.points.push(turn(main, ports.0));
        } else if i == last {
            let main = if ahead { start } else { start + cell.main };
            out.points.push(turn(main, ports.1));
        } else {
            let across = cell.at + cell.port;
            let (near, far) = if ahead { (start, start + extent) } else { (start + extent, start) };
            out.points.extend([turn(near, across), turn(far, across)]);
            if cell.main > 0.0 {
                out.label = turn(start, cell.at - cell.cross / 2.0);
            }
        }
    }
    out
}

/// Where each edge leaves and enters its nodes: spread over the side, in the order of where the edges come from.
fn ports(cells: &[Cell], courses: &[Vec<usize>], nodes: usize) -> Vec<(f64, f64)> {
    let mut leaving: Vec<Vec<(f64, usize)>> = vec![Vec::new(); nodes];
    let mut entering = leaving.clone();
    for (i, course) in courses.iter().enumerate() {
        if let ([first, second, ..], [.., before, last]) = (course.as_slice(), course.as_slice()) {
            leaving[*first].push((cells[*second].at + cells[*second].port, i));
            entering[*last].push((cells[*before].at + cells[*before].port, i));
        }
    }
    let mut ports = vec![(0.0, 0.0); courses.len()];
    for (node, sides) in leaving.iter_mut().enumerate() {
        spread(&cells[node], sides, |edge, at| ports[edge].0 = at);
    }
    for (node, sides) in entering.iter_mut().enumerate() {
        spread(&cells[node], sides, |edge, at| ports[edge].1 = at);
    }
    ports
}

fn spread(cell: &Cell, side: &mut [(f64, usize)], mut set: impl FnMut(usize, f64)) {
    side.sort_by(|a, b| a.0.total_cmp(&b.0));
    let step = cell.cross / (side.len() as f64 + 1.0);
    for (i, (_, edge)) in side.iter().enumerate() {
        set(*edge, cell.at - cell.cross / 2.0 + step * (i as f64 + 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Extent = (150.0, 50.0);

    fn edge(from: usize, to: usize) -> EdgeIn {
        EdgeIn { from, to, label: (80.0, 30.0) }
    }

    fn overlap(a: (f64, f64), b: (f64, f64)) -> bool {
        (a.0 - b.0).abs() < BOX.0 && (a.1 - b.1).abs() < BOX.1
    }

    fn assert_sound(nodes: usize, edges: &[EdgeIn]) -> Layout {
        let mut last = Layout::default();
        for direction in [Direction::Right, Direction::Down] {
            last = layout(&vec![BOX; nodes], edges, direction);
            assert_eq!((last.nodes.len(), last.edges.len()), (nodes, edges.len()));
            for (i, a) in last.nodes.iter().enumerate() {
                assert!(
                    a.0 >= 0.0
                        && a.1 >= 0.0
                        && a.0 + BOX.0 <= last.size.0 + 1.0
                        && a.1 + BOX.1 <= last.size.1 + 1.0
                );
                for b in &last.nodes[..i] {
                    assert!(!overlap(*a, *b), "{a:?} {b:?}");
                }
            }
        }
        last
    }

    #[test]
    fn nothing_and_one_are_drawn() {
        assert_eq!(layout(&[], &[], Direction::Right), Layout::default());
        let one = layout(&[BOX], &[edge(0, 0), edge(0, 7)], Direction::Right);
        assert_eq!((one.size, one.nodes), (BOX, vec![(0.0, 0.0)]));
        assert!(one.edges.iter().all(|edge| edge.points.is_empty()));
    }

    #[test]
    fn edges_point_ahead_and_nothing_overlaps() {
        // Two images and the context into two stages.
        let edges = [edge(0, 3), edge(1, 4), edge(2, 3), edge(2, 4), edge(3, 4)];
        let drawn = layout(&[BOX; 5], &edges, Direction::Right);
        for (edge, course) in edges.iter().zip(&drawn.edges) {
            assert!(drawn.nodes[edge.from].0 < drawn.nodes[edge.to].0);
            assert_eq!(course.points.first().map(|p| p.0), Some(drawn.nodes[edge.from].0 + BOX.0));
            assert_eq!(course.points.last().map(|p| p.0), Some(drawn.nodes[edge.to].0));
        }
        assert_sound(5, &edges);
    }

    #[test]
    fn cycles_and_forty_stages_are_drawn() {
        assert_sound(3, &[edge(0, 1), edge(1, 2), edge(2, 0), edge(1, 0)]);
        let chain: Vec<EdgeIn> = (2..41).flat_map(|i| [edge(i - 1, i), edge(0, i), edge(i / 2, i)]).collect();
        assert_sound(41, &chain);
    }

    #[test]
    fn a_thousand_stages_take_no_time() {
        let many: Vec<EdgeIn> = (1..1000).flat_map(|i| [edge(0, i), edge(i - 1, i)]).collect();
        assert_eq!(layout(&vec![BOX; 1000], &many, Direction::Right).nodes.len(), 1000);
    }
}
