//! The way by arrow keys from vertex to vertex of the picture.

use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};

/// A direction on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Way {
    /// The direction of an arrow key.
    pub fn of(key: &str) -> Option<Way> {
        Some(match key {
            "ArrowLeft" => Way::Left,
            "ArrowRight" => Way::Right,
            "ArrowUp" => Way::Up,
            "ArrowDown" => Way::Down,
            _ => return None,
        })
    }
}

/// The nearest of `points` that lies that way from the point at `from`; what lies straight ahead is nearer.
pub fn nearest(points: &[(f64, f64)], from: usize, way: Way) -> Option<usize> {
    let (x, y) = *points.get(from)?;
    let measured = points.iter().enumerate().filter_map(|(at, (other_x, other_y))| {
        let (dx, dy) = (other_x - x, other_y - y);
        let (ahead, aside) = match way {
            Way::Left => (-dx, dy),
            Way::Right => (dx, dy),
            Way::Up => (-dy, dx),
            Way::Down => (dy, dx),
        };
        (ahead > 1.0).then(|| (at, ahead + 2.0 * aside.abs()))
    });
    measured.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// Moves the focus from `vertex` to its neighbour; false where there is none.
pub fn walk(vertex: &Element, way: Way) -> bool {
    let Some(picture) = vertex.closest("svg").ok().flatten() else { return false };
    let Ok(list) = picture.query_selector_all(".vertex") else { return false };
    let all: Vec<SvgElement> = (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect();
    let centre = |element: &SvgElement| {
        let place = element.get_bounding_client_rect();
        (place.x() + place.width() / 2.0, place.y() + place.height() / 2.0)
    };
    let points: Vec<(f64, f64)> = all.iter().map(centre).collect();
    let here = all.iter().position(|other| other.is_same_node(Some(vertex)));
    let next = here.and_then(|here| nearest(&points, here, way)).and_then(|next| all.get(next));
    next.is_some_and(|next| next.focus().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_ahead_is_next() {
        // 0 1
        //  2
        let points = [(0.0, 0.0), (100.0, 0.0), (50.0, 60.0)];
        assert_eq!(nearest(&points, 0, Way::Right), Some(1));
        assert_eq!(nearest(&points, 0, Way::Down), Some(2));
        assert_eq!(nearest(&points, 2, Way::Up), Some(0));
        assert_eq!(nearest(&points, 0, Way::Left), None);
        assert_eq!(nearest(&[], 0, Way::Left), None);
    }
}
