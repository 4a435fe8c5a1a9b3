using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>math</c>. NodeMCU's 5.1 has only part of it, and the
/// integer build even less.</summary>
/// <remarks>Source: lmathlib.c of both versions.</remarks>
static partial class MathLib<T> where T : unmanaged, ITarget<T>
{
    static readonly RoEntry<T>[] _entriesInteger51 =
    [
        new("abs", Abs51), new("ceil", Same), new("floor", Same), new("max", Max51), new("min", Min51),
        new("pow", Pow), new("random", Random51), new("randomseed", RandomSeed), new("sqrt", Sqrt),
        new("huge", Number: int.MaxValue),
    ];

    static readonly RoEntry<T>[] _entries51 =
    [
        new("abs", Abs51), new("ceil", Ceil51), new("floor", Floor51), new("max", Max51), new("min", Min51),
        new("pow", Pow), new("random", Random51), new("randomseed", RandomSeed), new("sqrt", Sqrt),
        new("pi", Number: Math.PI), new("huge", Number: double.PositiveInfinity),
    ];

    static readonly RoEntry<T>[] _entries53 =
    [
        new("abs", Abs53), new("acos", Acos), new("asin", Asin), new("atan", Atan), new("ceil", Ceil53),
        new("cos", Cos), new("deg", Deg), new("exp", Exp), new("tointeger", ToInteger), new("floor", Floor53),
        new("fmod", Fmod), new("ult", Ult), new("log", Log), new("max", Max53), new("min", Min53),
        new("modf", Modf), new("rad", Rad), new("random", Random53), new("randomseed", RandomSeed),
        new("sin", Sin), new("sqrt", Sqrt), new("tan", Tan), new("type", Type),
        new("pi", Number: Math.PI), new("huge", Number: double.PositiveInfinity),
        new("maxinteger", Integer: LuaState<T>.MostInteger),
            new("mininteger", Integer: LuaState<T>.LeastInteger),
    ];

    /// <summary>The table <c>math</c>.</summary>
    public static RoDefinition<T> Table { get; } =
        new("math", T.Pick(T.HasFloats ? _entries51 : _entriesInteger51, _entries53));

    static int Push(LuaState<T> lua, double value)
    {
        lua.PushNumber(value);
        return 1;
    }

    static int Abs51(LuaState<T> lua) => Push(lua, Math.Abs(lua.CheckNumber(1)));

    static int Ceil51(LuaState<T> lua) => Push(lua, Math.Ceiling(lua.CheckNumber(1)));

    static int Floor51(LuaState<T> lua) => Push(lua, Math.Floor(lua.CheckNumber(1)));

    /// <summary><c>floor</c> and the like in the integer build: the number itself.</summary>
    static int Same(LuaState<T> lua) => Push(lua, lua.CheckNumber(1));

    // math_pow. The second argument is checked first, as C compilers evaluate the arguments of pow.
    static int Pow(LuaState<T> lua)
    {
        double exponent = lua.CheckNumber(2);
        double value = lua.CheckNumber(1);
        return Push(
            lua, T.HasFloats ? Math.Pow(value, exponent) : LuaState<T>.Power((long)value, (long)exponent));
    }

    // lmathlib.c, math_sqrt. The integer build rounds down.
    static int Sqrt(LuaState<T> lua)
    {
        double value = lua.CheckFloat(1);
        lua.ArgumentCheck(T.HasFloats || value >= 0, 1, "negative");
        double root = Math.Sqrt(value);
        return Push(lua, T.HasFloats ? root : Math.Floor(root));
    }

    // lmathlib.c of 5.1, math_min.
    static int Min51(LuaState<T> lua)
    {
        int count = lua.Count;
        double least = lua.CheckNumber(1);
        for (int i = 2; i <= count; i++)
        {
            double value = lua.CheckNumber(i);
            if (value < least)
                least = value;
        }
        return Push(lua, least);
    }

    // lmathlib.c of 5.1, math_max.
    static int Max51(LuaState<T> lua)
    {
        int count = lua.Count;
        double most = lua.CheckNumber(1);
        for (int i = 2; i <= count; i++)
        {
            double value = lua.CheckNumber(i);
            if (value > most)
                most = value;
        }
        return Push(lua, most);
    }

    // lmathlib.c of 5.1, math_random.
    static int Random51(LuaState<T> lua)
    {
        // The reference takes rand() % RAND_MAX, so the fraction is always less than 1.
        int random = lua.NextRandom() % int.MaxValue;
        long low = 1;
        long high;
        switch (lua.Count)
        {
            case 0:
                return Push(lua, T.HasFloats ? (double)random / int.MaxValue : 0);
            case 1:
                high = lua.CheckInt(1);
                lua.ArgumentCheck(high >= 1, 1, "interval is empty");
                break;
            case 2:
                low = lua.CheckInt(1);
                high = lua.CheckInt(2);
                lua.ArgumentCheck(low <= high, 2, "interval is empty");
                break;
            default:
                throw lua.Error("wrong number of arguments");
        }
        long size = high - low + 1;
        if (!T.HasFloats)
            return Push(lua, random % size + low);
        return Push(lua, Math.Floor((double)random / int.MaxValue * size) + low);
    }

    // lmathlib.c, math_randomseed. 5.3 discards the first number, as the reference does.
    static int RandomSeed(LuaState<T> lua)
    {
        if (!T.Is53)
        {
            lua.SeedRandom(unchecked((uint)lua.CheckInteger(1)));
            return 0;
        }
        lua.SeedRandom(unchecked((uint)(long)lua.CheckNumber(1)));
        lua.NextRandom();
        return 0;
    }
}
