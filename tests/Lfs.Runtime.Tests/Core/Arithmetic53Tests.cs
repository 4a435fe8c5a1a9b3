using System.Globalization;
using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>
/// The operators of 5.3 give what the manual says, at both sizes of numbers: compared with the same operation
/// in C#, on the numbers where they go wrong. No Lua with 32-bit numbers is at hand to compare with.
/// </summary>
public class Arithmetic53Tests
{
    static readonly string[] _integerOperators = ["+", "-", "*", "//", "%", "&", "|", "~", "<<", ">>"];
    static readonly string[] _floatOperators = ["+", "-", "*", "/", "//", "%"];
    static readonly string[] _comparisons = ["<", "<=", "=="];

    static readonly double[] _floats =
        [0.5, -0.5, 1, -1, 3, -7, 0.1, 1e10, -1e10, 16777216, 16777217, 2147483648, -2147483648,
            9007199254740993, 9223372036854775808, 1e30, -1e-30, double.PositiveInfinity];

    [Theory]
    [InlineData("5.3", 32)]
    [InlineData("5.3-64", 64)]
    public void Integers_wrap_floor_and_shift(string target, int bits)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        long[] values = Integers(bits);

        foreach (string op in _integerOperators)
        {
            foreach (long a in values)
            {
                foreach (long b in values.Where(b => b != 0 || op is not ("//" or "%")))
                {
                    LuaValue[] results = Evaluate(device, $"a {op} b", a, b);

                    Assert.True(
                        results[0].Equals((LuaValue)Expected(op, a, b, bits)), $"{a} {op} {b} is {results[0]}");
                    Assert.Equal("integer", results[1].AsString());
                }
            }
        }
    }

    [Theory]
    [InlineData("5.3", 32)]
    [InlineData("5.3-64", 64)]
    public void Floats_round_to_the_targets_size(string target, int bits)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });

        foreach (string op in _floatOperators)
        {
            foreach (double a in _floats)
            {
                foreach (double b in _floats)
                {
                    double x = Round(a, bits);
                    double y = Round(b, bits);

                    LuaValue[] results = Evaluate(device, $"a {op} b", x, y);

                    double expected = Expected(op, x, y, bits);
                    Assert.True(
                        results[0].AsNumber().Equals(expected), $"{x} {op} {y} is {results[0].AsNumber()}");
                    Assert.Equal("float", results[1].AsString());
                }
            }
        }
    }

    [Theory]
    [InlineData("5.3", 32)]
    [InlineData("5.3-64", 64)]
    public void Integers_and_floats_are_compared_exactly(string target, int bits)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });

        foreach (long a in Integers(bits))
        {
            foreach (double b in _floats.Select(b => Round(b, bits)))
            {
                foreach (string op in _comparisons)
                {
                    LuaValue[] results = Evaluate(device, $"a {op} b, nil", a, b);

                    int order = CompareExactly(a, b);
                    bool expected = op == "<" ? order < 0 : op == "<=" ? order <= 0 : order == 0;
                    Assert.True(
                        results[0].Equals((LuaValue)expected),
                        string.Create(CultureInfo.InvariantCulture, $"{a} {op} {b:R} is {results[0]}"));
                }
            }
        }
    }

    [Theory]
    [InlineData("5.3", 32)]
    [InlineData("5.3-64", 64)]
    public void A_constant_expression_is_what_the_device_computes(string target, int bits)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });

        foreach (string op in _integerOperators)
        {
            foreach (long a in Integers(bits).Where(a => a > long.MinValue))
            {
                foreach (long b in Integers(bits).Where(b => b is not 0 and > long.MinValue))
                {
                    LuaValue folded = device.Run(
                        string.Create(CultureInfo.InvariantCulture, $"return ({a}) {op} ({b})"))[0];

                    Assert.True(
                        folded.Equals(Evaluate(device, $"a {op} b", Literal(a, bits), Literal(b, bits))[0]),
                        $"{a} {op} {b} is folded to {folded}");
                }
            }
        }
    }

    /// <summary>-2^31 and -2^63 cannot be written: the numeral without its sign is a float.</summary>
    static LuaValue Literal(long value, int bits) =>
        bits == 32 && value == int.MinValue ? (LuaValue)(double)value : value;

    static LuaValue[] Evaluate(LfsDevice device, string expression, LuaValue a, LuaValue b) =>
        device.Run(
            Encoding.ASCII.GetBytes("local a, b = ... local r = " + expression + " return r, math.type(r)"), "=t",
            a, b);

    static long[] Integers(int bits)
    {
        long least = bits == 32 ? int.MinValue : long.MinValue;
        long most = bits == 32 ? int.MaxValue : long.MaxValue;
        return [least, least + 1, -65537, -33, -7, -1, 0, 1, 2, 7, 31, 32, 63, 64, 65535, most / 3, most - 1, most];
    }

    static double Round(double value, int bits) => bits == 32 ? (float)value : value;

    static long Expected(string op, long a, long b, int bits)
    {
        long result = unchecked(op switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "//" => (long)WrapWide(FloorDivide(a, b)),
            "%" => (long)((Int128)a - FloorDivide(a, b) * b),
            "&" => a & b,
            "|" => a | b,
            "~" => a ^ b,
            "<<" => Shift(a, b, bits),
            _ => Shift(a, -(Int128)b, bits),
        });
        return bits == 32 ? unchecked((int)result) : result;
    }

    static Int128 WrapWide(Int128 value) => unchecked((long)(ulong)(UInt128)value);

    static Int128 FloorDivide(Int128 a, Int128 b)
    {
        Int128 quotient = a / b;
        return quotient * b != a && a < 0 != b < 0 ? quotient - 1 : quotient;
    }

    static long Shift(long a, Int128 distance, int bits)
    {
        if (distance <= -bits || distance >= bits)
            return 0;
        ulong pattern = bits == 32 ? unchecked((uint)a) : unchecked((ulong)a);
        return unchecked((long)(distance < 0 ? pattern >> (int)-distance : pattern << (int)distance));
    }

    static double Expected(string op, double a, double b, int bits) => op switch
    {
        "+" => Round(a + b, bits),
        "-" => Round(a - b, bits),
        "*" => Round(a * b, bits),
        "/" => Round(a / b, bits),
        "//" => Math.Floor(Round(a / b, bits)),
        _ => FloorModulo(a, b, bits),
    };

    static double FloorModulo(double a, double b, int bits)
    {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? Round(rest + b, bits) : rest;
    }

    static int CompareExactly(long a, double b)
    {
        if (double.IsInfinity(b))
            return b > 0 ? -1 : 1;
        Int128 whole = (Int128)Math.Floor(b);
        return a < whole ? -1 : a > whole ? 1 : b > Math.Floor(b) ? -1 : 0;
    }
}
