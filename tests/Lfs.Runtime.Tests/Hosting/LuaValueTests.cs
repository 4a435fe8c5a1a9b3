using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Values in the host's hands: equality, conversions, and what a build can hold.</summary>
public class LuaValueTests
{
    static readonly LuaValue[] _values =
    [
        LuaValue.Nil, true, false, 0, -0.0, 1, 1.0, 1.5, long.MaxValue, long.MinValue, (double)long.MaxValue,
        (double)long.MinValue, (1L << 53) + 1, (double)(1L << 53), double.NaN, double.PositiveInfinity,
        double.NegativeInfinity, double.Epsilon, "", "a", "b", "ab", "ba", LuaValue.FromBytes([0]),
        LuaValue.FromBytes([255, 0]),
    ];

    [Fact]
    public void Equality_is_reflexive_symmetric_transitive_and_hashed()
    {
        foreach (LuaValue a in _values)
        {
            Assert.True(a.Equals(a), a.ToString());
            foreach (LuaValue b in _values)
            {
                Assert.Equal(a.Equals(b), b.Equals(a));
                if (!a.Equals(b))
                    continue;
                Assert.Equal(a.GetHashCode(), b.GetHashCode());
                foreach (LuaValue c in _values)
                    Assert.Equal(b.Equals(c), a.Equals(c));
            }
        }
    }

    [Fact]
    public void The_operator_is_that_of_Lua()
    {
        LuaValue nan = double.NaN;

        Assert.False(nan == double.NaN);
        Assert.True(nan != double.NaN);
        Assert.True((LuaValue)1 == 1.0);
        Assert.False((LuaValue)((1L << 53) + 1) == (double)(1L << 53));
        Assert.True((LuaValue)"x" == LuaValue.FromBytes([(byte)'x']));
        Assert.False((LuaValue)"1" == 1);
    }

    [Fact]
    public void Strings_of_one_length_differ_in_their_hashes()
    {
        int[] hashes = [.. Enumerable.Range(0, 1000).Select(n => ((LuaValue)$"{n:d4}").GetHashCode()).Distinct()];

        Assert.True(hashes.Length > 990, $"{hashes.Length} hashes of 1000 strings");
    }

    [Fact]
    public void What_is_null_is_nil_or_refused()
    {
        Assert.True(((LuaValue)(string?)null).IsNil);
        Assert.True(((LuaValue)(LuaObject?)null).IsNil);
        Assert.Throws<ArgumentNullException>(() => LuaValue.FromBytes(null!));
    }

    [Fact]
    public void A_string_is_a_copy_of_its_bytes()
    {
        byte[] bytes = [1, 2, 3];
        LuaValue value = LuaValue.FromBytes(bytes);

        bytes[0] = 9;

        Assert.Equal([1, 2, 3], value.AsBytes().ToArray());
    }

    [Fact]
    public void A_value_of_another_kind_is_an_invalid_cast()
    {
        foreach (LuaValue value in _values)
        {
            Casts(value, value.Kind is LuaKind.Number or LuaKind.Integer, () => value.AsNumber());
            Casts(value, value.Kind == LuaKind.Boolean, () => value.AsBoolean());
            Casts(value, value.Kind == LuaKind.String, () => value.AsBytes().ToArray());
            Casts(value, value.Kind == LuaKind.String, () => value.AsString());
            Casts(value, false, () => value.AsObject());
        }
        Assert.Equal(long.MinValue, ((LuaValue)(double)long.MinValue).AsInteger());
        Assert.Equal(1L << 62, ((LuaValue)Math.Pow(2, 62)).AsInteger());
        Assert.Throws<InvalidCastException>(() => ((LuaValue)Math.Pow(2, 63)).AsInteger());
        Assert.Throws<InvalidCastException>(() => ((LuaValue)double.NaN).AsInteger());
        Assert.Throws<InvalidCastException>(() => ((LuaValue)double.NegativeInfinity).AsInteger());
        Assert.Throws<InvalidCastException>(() => ((LuaValue)0.5).AsInteger());
    }

    // A row: the value, and whether 5.1, 5.1-int, 5.3 and 5.3-64 hold it.
    public static TheoryData<double, bool, bool, bool, bool> Floats => new()
    {
        { 0.5, true, false, true, true },
        { -7.0, true, true, true, true },
        { int.MaxValue + 1.0, true, false, true, true },
        { int.MinValue, true, true, true, true },
        { double.NaN, true, false, true, true },
        { double.PositiveInfinity, true, false, true, true },
        { 1e300, true, false, false, true },
    };

    public static TheoryData<long, bool, bool, bool, bool> Integers => new()
    {
        { int.MaxValue, true, true, true, true },
        { int.MinValue, true, true, true, true },
        { int.MaxValue + 1L, true, false, false, true },
        { int.MinValue - 1L, true, false, false, true },
        { 1L << 53, true, false, false, true },
        { (1L << 53) + 1, false, false, false, true },
        { long.MinValue, true, false, false, true },
        { long.MaxValue, false, false, false, true },
    };

    [Theory]
    [MemberData(nameof(Floats))]
    public void A_float_that_the_build_cannot_hold_is_refused(
        double number, bool in51, bool in51Int, bool in53, bool in53Long) =>
        Holds(number, in51, in51Int, in53, in53Long);

    [Theory]
    [MemberData(nameof(Integers))]
    public void An_integer_that_the_build_cannot_hold_is_refused(
        long number, bool in51, bool in51Int, bool in53, bool in53Long) =>
        Holds(number, in51, in51Int, in53, in53Long);

    static void Holds(LuaValue number, params bool[] holds)
    {
        string[] targets = ["5.1", "5.1-int", "5.3", "5.3-64"];
        for (int i = 0; i < targets.Length; i++)
        {
            using LfsDevice device = SafetyDevices.Boot(targets[i]);
            if (holds[i])
            {
                device["n"] = number;
                Assert.True(device["n"].Equals(number) || targets[i] == "5.3", $"{device["n"]} in {targets[i]}");
                continue;
            }
            Assert.Throws<ArgumentOutOfRangeException>(() => device["n"] = number);
            Assert.Throws<ArgumentOutOfRangeException>(() => device.Run([], "=x", number));
            Assert.True(device["n"].IsNil);
            device.Register("give", _ => [number]);
            LuaException error = Assert.Throws<LuaException>(() => device.Run("give()"));
            Assert.IsType<ArgumentOutOfRangeException>(error.InnerException);
            Assert.Null(device.State.FindFault());
        }
    }

    static void Casts(LuaValue value, bool fits, Func<object> cast)
    {
        if (fits)
            Assert.NotNull(cast());
        else
            Assert.Throws<InvalidCastException>(() => cast());
        Assert.NotNull(value.ToString());
    }
}
