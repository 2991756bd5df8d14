//! Multiples of decimal numbers.

use super::decimal::Decimal;

impl Decimal<'_> {
    /// Returns `true` if dividing it by `divisor` leaves nothing, and for a divisor of zero, which no document has.
    pub(crate) fn is_multiple_of(&self, divisor: &Self) -> bool {
        let mut digits = self.digits().peekable();
        if digits.peek().is_none() || divisor.digits().next().is_none() {
            return true;
        }
        let shift = self.exponent.saturating_sub(divisor.exponent);
        // The last digit is none, so that no power of ten divides the digits.
        let Ok(shift) = usize::try_from(shift) else { return false };
        // A zero takes a two and a five out of the divisor, which has less than four of each for every digit.
        let zeros = shift.min(4 * (divisor.digits().count() + 1));
        let digits = digits.chain(std::iter::repeat_n(0, zeros));
        match word(divisor) {
            Some(divisor) => {
                let rest =
                    digits.fold(0, |rest: u64, digit| (rest * 10 + u64::from(digit)) % divisor);
                rest == 0
            }
            None => {
                let divisor: Vec<u8> = std::iter::once(0).chain(divisor.digits()).collect();
                leaves_nothing(digits, &divisor)
            }
        }
    }
}

/// The significant digits of a divisor, if ten times as much is a number of 64 bits. Callers write numbers as
/// long as a body may be, so that dividing them digit by digit is for longer divisors only.
fn word(divisor: &Decimal<'_>) -> Option<u64> {
    let value = divisor
        .digits()
        .try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit)));
    value.filter(|value| *value < u64::MAX / 10)
}

/// Divides by a number that begins with a zero.
fn leaves_nothing(digits: impl Iterator<Item = u8>, divisor: &[u8]) -> bool {
    let mut rest = vec![0; divisor.len()];
    for digit in digits {
        // What is left is less than the divisor, so that its first digit is zero.
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = digit;
        }
        while rest.as_slice() >= divisor {
            subtract(&mut rest, divisor);
        }
    }
    rest.iter().all(|digit| *digit == 0)
}

/// Takes `other` from `one`, digit by digit; both have as many, and `one` is not less.
fn subtract(one: &mut [u8], other: &[u8]) {
    let mut borrowed = 0;
    for (digit, taken) in one.iter_mut().zip(other).rev() {
        let taken = taken + borrowed;
        borrowed = u8::from(*digit < taken);
        *digit = *digit + 10 * borrowed - taken;
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, leaves_nothing};

    #[test]
    fn multiples_are_exact() {
        for (one, other, expected) in [
            ("10", "2", true),
            ("7", "2", false),
            ("4.5", "1.5", true),
            ("35", "1.5", false),
            ("0.0075", "0.0001", true),
            ("0.00751", "0.0001", false),
            ("0", "3", true),
            ("5", "0.0", true),
            ("-6", "3", true),
            ("1e308", "0.123456789", false),
            ("12391239123", "1e-8", true),
            ("1e1000000000", "1", true),
            ("1e1000000000", "7", false),
            ("5", "10", false),
            ("1e99999999999999999999", "3", false),
            ("1", "1024e-10", true),
            ("1", "1024e-9", false),
            ("36893488147419103232e-19", "18446744073709551616e-19", true),
            ("3.6893488147419103233", "1.8446744073709551616", false),
            ("1e100", "1267650600228229401496703205376", true),
            ("1e99", "1267650600228229401496703205376", false),
        ] {
            let decimal = |text| Decimal::parse(text).expect("a number");
            let found = decimal(one).is_multiple_of(&decimal(other));
            assert_eq!(found, expected, "{one} {other}");
        }
    }

    #[test]
    fn both_ways_to_divide_agree() {
        for number in 0_u32..700 {
            for divisor in 1_u32..40 {
                let (one, other) = (number.to_string(), divisor.to_string());
                let decimal = |text| Decimal::parse(text).expect("a number");
                let expected = number % divisor == 0;
                assert_eq!(
                    decimal(&one).is_multiple_of(&decimal(&other)),
                    expected,
                    "{one} {other}"
                );
                let digits =
                    |text: &str| -> Vec<u8> { text.bytes().map(|byte| byte - b'0').collect() };
                let long = leaves_nothing(digits(&one).into_iter(), &digits(&format!("0{other}")));
                assert_eq!(long, expected, "{one} {other}");
            }
        }
    }
}
