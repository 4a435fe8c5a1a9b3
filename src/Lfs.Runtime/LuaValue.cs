using System.Globalization;
using System.Text;

namespace Lfs.Runtime;

/// <summary>The kind of a <see cref="LuaValue"/>.</summary>
public enum LuaKind
{
    /// <summary><c>nil</c>.</summary>
    Nil,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A floating point number; every number of 5.1.</summary>
    Number,

    /// <summary>An integer of 5.3.</summary>
    Integer,

    /// <summary>A string of bytes.</summary>
    String,

    /// <summary>A table, function, userdata or thread: a handle to an object on the device.</summary>
    Object,
}

/// <summary>
/// A Lua value as the host sees it. Plain values are copies. An object is a <see cref="LuaObject"/> handle,
/// which must be disposed when it is no longer needed.
/// </summary>
public readonly struct LuaValue : IEquatable<LuaValue>
{
    readonly object? _object;
    readonly double _number;
    readonly long _integer;

    LuaValue(LuaKind kind, double number = 0, long integer = 0, object? content = null)
    {
        Kind = kind;
        _number = number;
        _integer = integer;
        _object = content;
    }

    /// <summary>The kind of the value, which decides which <c>As...</c> method applies.</summary>
    public LuaKind Kind { get; }

    /// <summary>The value <c>nil</c>.</summary>
    public static LuaValue Nil => default;

    /// <summary>True if the value is <c>nil</c>.</summary>
    public bool IsNil => Kind == LuaKind.Nil;

    /// <summary>True if Lua takes the value for true: anything except <c>nil</c> and <c>false</c>.</summary>
    public bool IsTrue => Kind == LuaKind.Boolean ? _integer != 0 : Kind != LuaKind.Nil;

    /// <summary>The value as a number. Strings are not converted.</summary>
    /// <exception cref="InvalidCastException">The value is not a number.</exception>
    public double AsNumber() => Kind switch
    {
        LuaKind.Number => _number,
        LuaKind.Integer => _integer,
        _ => throw Mismatch("number"),
    };

    /// <summary>The value as an integer.</summary>
    /// <exception cref="InvalidCastException">The value is not a number, or has no exact integer
    /// representation.</exception>
    public long AsInteger() => Kind switch
    {
        LuaKind.Integer => _integer,
        LuaKind.Number when IsWhole(_number) => (long)_number,
        _ => throw Mismatch("integer"),
    };

    /// <summary>The value as a boolean.</summary>
    /// <exception cref="InvalidCastException">The value is not a boolean.</exception>
    public bool AsBoolean() => Kind == LuaKind.Boolean ? _integer != 0 : throw Mismatch("boolean");

    /// <summary>The bytes of a string. They must not be changed.</summary>
    /// <exception cref="InvalidCastException">The value is not a string.</exception>
    public ReadOnlySpan<byte> AsBytes() => _object is byte[] bytes ? bytes : throw Mismatch("string");

    /// <summary>A string, read as UTF-8.</summary>
    /// <exception cref="InvalidCastException">The value is not a string.</exception>
    public string AsString() => Encoding.UTF8.GetString(AsBytes());

    /// <summary>The handle of an object.</summary>
    /// <exception cref="InvalidCastException">The value is not a table, function,
    /// userdata or thread.</exception>
    public LuaObject AsObject() => _object as LuaObject ?? throw Mismatch("object");

    /// <summary>Creates a string from a copy of the bytes.</summary>
    public static LuaValue FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new(LuaKind.String, content: bytes.ToArray());
    }

    /// <summary>A string, as UTF-8; null is nil.</summary>
    public static implicit operator LuaValue(string? value) =>
        value == null ? default : new(LuaKind.String, content: Encoding.UTF8.GetBytes(value));

    /// <summary>A number.</summary>
    public static implicit operator LuaValue(double value) => new(LuaKind.Number, value);

    /// <summary>A number; an integer in 5.3.</summary>
    public static implicit operator LuaValue(long value) => new(LuaKind.Integer, integer: value);

    /// <summary>A number; an integer in 5.3.</summary>
    public static implicit operator LuaValue(int value) => new(LuaKind.Integer, integer: value);

    /// <summary>A boolean.</summary>
    public static implicit operator LuaValue(bool value) => new(LuaKind.Boolean, integer: value ? 1 : 0);

    /// <summary>A handle; null is nil.</summary>
    public static implicit operator LuaValue(LuaObject? value) =>
        value == null ? default : new(LuaKind.Object, content: value);

    /// <summary>
    /// True if kind and content are equal. Integers and floats compare by value. Objects are equal as
    /// <see cref="LuaObject.Equals(LuaObject)"/> says. As with <see cref="double"/>, NaN equals
    /// itself here, so that it can be a dictionary key, but not by the operator.
    /// </summary>
    public bool Equals(LuaValue other) => (Kind, other.Kind) switch
    {
        (LuaKind.Number, LuaKind.Number) => _number.Equals(other._number),
        (LuaKind.Number, LuaKind.Integer) => IsWhole(_number) && (long)_number == other._integer,
        (LuaKind.Integer, LuaKind.Number) => other.Equals(this),
        (LuaKind.String, LuaKind.String) => AsBytes().SequenceEqual(other.AsBytes()),
        (LuaKind.Object, LuaKind.Object) => AsObject().Equals(other.AsObject()),
        _ => Kind == other.Kind && _integer == other._integer,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LuaValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        switch (Kind)
        {
            case LuaKind.String:
                HashCode hash = default;
                hash.AddBytes(AsBytes());
                return hash.ToHashCode();
            case LuaKind.Number when !IsWhole(_number):
                return _number.GetHashCode();
            case LuaKind.Number or LuaKind.Integer:
                return AsInteger().GetHashCode();
            default:
                return HashCode.Combine(Kind, _integer, _object);
        }
    }

    /// <summary>Equality as in Lua: like <see cref="Equals(LuaValue)"/>,
    /// except that NaN equals nothing.</summary>
    public static bool operator ==(LuaValue left, LuaValue right) =>
        left.Equals(right) && !double.IsNaN(left._number);

    /// <summary>The negation of <c>==</c>.</summary>
    public static bool operator !=(LuaValue left, LuaValue right) => !(left == right);

    /// <summary>The value as text for display. A string is its own text.</summary>
    public override string ToString() => Kind switch
    {
        LuaKind.Nil => "nil",
        LuaKind.Boolean => _integer != 0 ? "true" : "false",
        LuaKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        LuaKind.Integer => _integer.ToString(CultureInfo.InvariantCulture),
        LuaKind.String => AsString(),
        _ => _object!.ToString()!,
    };

    /// <summary>True if a number has the value of a 64-bit integer.</summary>
    static bool IsWhole(double number) =>
        Math.Floor(number) == number && number is >= -9223372036854775808.0 and < 9223372036854775808.0;

    InvalidCastException Mismatch(string wanted) =>
        new($"The Lua value is a {Kind.ToString().ToLowerInvariant()}, not a {wanted}.");
}
