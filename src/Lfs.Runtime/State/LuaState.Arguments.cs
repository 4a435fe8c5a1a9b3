using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lfs.Runtime.Core;

// lauxlib.c: checking arguments, raising errors from library functions.
unsafe partial class LuaState<T>
{
    /// <summary>"bad argument #n to 'f' (message)". Thrown by the caller.</summary>
    public LuaError ArgumentError(int argument, string message)
    {
        if (!Introspection.FindActivation(0, 0, out Activation running))
            return Error($"bad argument #{argument} ({message})");
        if (running.NameKind == "method")
        {
            argument--;
            if (argument == 0)
                return Error($"calling '{running.Name}' on bad self ({message})");
        }
        string name = running.Name.Length > 0 ? running.Name : NameInLibraries(running) ?? "?";
        return Error($"bad argument #{argument} to '{name}' ({message})");
    }

    /// <summary>5.3 looks the function up among the loaded libraries; 5.1 does not.</summary>
    string? NameInLibraries(in Activation running) =>
        T.Is53 ? PushNameInLibraries53(running) : null;

    public LuaError TypeError(int argument, string expected) =>
        ArgumentError(argument, PushExpected(expected, ArgumentTypeName(argument)));

    string PushExpected(string expected, string found)
    {
        CheckGcBefore();
        return PushFormat($"{expected} expected, got {found}");
    }

    string ArgumentTypeName(int argument) =>
        T.TypesHaveNames ? Introspection.ArgumentTypeName53(argument) : TypeNameOf(argument);

    /// <summary>Raises the value on top by exception.</summary>
    public LuaError ErrorOnTop()
    {
        Introspection.Raise();
        return new LuaError(Raised);
    }

    public void ArgumentCheck(bool holds, int argument, string message)
    {
        if (!holds)
            throw ArgumentError(argument, message);
    }

    internal void CheckAny(int argument)
    {
        if (TypeOf(argument) == BasicType.None)
            throw ArgumentError(argument, "value expected");
    }

    public void CheckType(int argument, BasicType type)
    {
        if (TypeOf(argument) != type)
            throw TypeError(argument, Introspection<T>.TypeName((int)type));
    }

    /// <summary>A table, in RAM or in ROM.</summary>
    internal void CheckTable(int argument)
    {
        if (!IsTable(argument))
            throw TypeError(argument, "table");
    }

    /// <summary>A table in RAM: library functions that walk an array want one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double CheckNumber(int argument)
    {
        T* value = ValueAt(argument);
        if (value->Tag == Tag<T>.Number)
            return T.HasFloats ? value->Float : value->Int;
        return CheckNumberSlow(argument);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    double CheckNumberSlow(int argument) =>
        TryNumber(argument, out double number) ? number : throw TypeError(argument, "number");

    /// <summary>
    /// An integer argument. 5.1 cuts any number to 32 bits as the device's conversion does; 5.3 wants an
    /// exact integer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CheckInteger(int argument)
    {
        if (T.HasIntegers)
        {
            T* value = ValueAt(argument);
            return value->Tag == Tag<T>.Integer ? value->Int : Introspection.CheckInteger53(argument);
        }
        return ToInteger51(CheckNumber(argument));
    }

    public int CheckInt(int argument) => unchecked((int)CheckInteger(argument));

    /// <summary>
    /// How 5.1 turns a number into an integer: towards zero, the low 32 bits of what fits 64.
    /// </summary>
    internal static long ToInteger51(double value)
    {
        // This instruction gives int.MinValue for what does not fit. Other processors saturate.
        if (Sse2.IsSupported
            && Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(value)) is var direct
            && direct != int.MinValue)
        {
            return direct;
        }
        return double.IsNaN(value) || Math.Abs(value) >= 9.2e18 ? int.MinValue : unchecked((int)(long)value);
    }

    internal double OptNumber(int argument, double otherwise) =>
        IsNoneOrNil(argument) ? otherwise : CheckNumber(argument);

    internal long OptInteger(int argument, long otherwise) =>
        IsNoneOrNil(argument) ? otherwise : CheckInteger(argument);

    public int OptInt(int argument, int otherwise) =>
        IsNoneOrNil(argument) ? otherwise : CheckInt(argument);

    /// <summary>The bytes of a string argument, valid as long as the argument stays where it is.</summary>
    public ReadOnlySpan<byte> CheckString(int argument)
    {
        T* value = ValueAt(argument);
        if (Tag<T>.IsString(value->Tag))
            return BytesOf(value->Ref);
        return TryString(argument, out ReadOnlySpan<byte> text) ? text : throw TypeError(argument, "string");
    }

    /// <summary>The part of a string argument that C reads: up to the first zero byte.</summary>
    internal ReadOnlySpan<byte> CheckCString(int argument) => Introspection<T>.UpToNul(CheckString(argument));

    public ReadOnlySpan<byte> OptString(int argument, ReadOnlySpan<byte> otherwise) =>
        IsNoneOrNil(argument) ? otherwise : CheckString(argument);

    /// <summary>Which of some words an argument is; "invalid option" otherwise.</summary>
    public int CheckOption(int argument, string? otherwise, ReadOnlySpan<string> options)
    {
        string name = otherwise != null && IsNoneOrNil(argument) ? otherwise : TextOf(CheckString(argument));
        int index = options.IndexOf(name);
        return index >= 0 ? index : throw ArgumentError(argument, $"invalid option '{name}'");
    }

    /// <summary>
    /// Calls a metamethod by name on a value and leaves its result; false if there is none.
    /// </summary>
    internal bool CallMeta(int index, string name)
    {
        if (index is < 0 and > ILuaState.RegistryIndex)
            index = Count + index + 1;
        if (!GetMetaField(index, name))
            return false;
        PushValue(index);
        Call(1, 1);
        return true;
    }

    /// <summary>Pushes a field of a value's metatable; false, and nothing pushed, if it is nil.</summary>
    internal bool GetMetaField(int index, string name)
    {
        if (!GetMetatable(index))
            return false;
        PushText(name);
        RawGet(-2);
        if (IsNoneOrNil(-1))
        {
            Pop(2);
            return false;
        }
        Remove(-2);
        return true;
    }
}
