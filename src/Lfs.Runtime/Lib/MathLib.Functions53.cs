using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// The functions of 5.3, math_... in lmathlib.c. Results are rounded to the
// target's float when they are pushed.
static partial class MathLib<T>
{
    static bool IsSingle => T.IntegerBits == 32;

    static int Sin(LuaState<T> lua) => Push(lua, Math.Sin(lua.CheckFloat(1)));

    static int Cos(LuaState<T> lua) => Push(lua, Math.Cos(lua.CheckFloat(1)));

    static int Tan(LuaState<T> lua) => Push(lua, Math.Tan(lua.CheckFloat(1)));

    static int Asin(LuaState<T> lua) => Push(lua, Math.Asin(lua.CheckFloat(1)));

    static int Acos(LuaState<T> lua) => Push(lua, Math.Acos(lua.CheckFloat(1)));

    static int Atan(LuaState<T> lua)
    {
        double y = lua.CheckFloat(1);
        return Push(lua, Math.Atan2(y, lua.IsNoneOrNil(2) ? 1 : lua.CheckFloat(2)));
    }

    static int Exp(LuaState<T> lua) => Push(lua, Math.Exp(lua.CheckFloat(1)));

    static int Deg(LuaState<T> lua) =>
        Push(lua, lua.CheckFloat(1) * (IsSingle ? 180f / MathF.PI : 180.0 / Math.PI));

    static int Rad(LuaState<T> lua) =>
        Push(lua, lua.CheckFloat(1) * (IsSingle ? MathF.PI / 180f : Math.PI / 180.0));

    // math_log. Bases 2 and 10 have separate functions, which are more accurate than a quotient.
    static int Log(LuaState<T> lua)
    {
        double value = lua.CheckFloat(1);
        if (lua.IsNoneOrNil(2))
            return Push(lua, Math.Log(value));
        double radix = lua.CheckFloat(2);
        if (radix == 2)
            return Push(lua, Math.Log2(value));
        if (radix == 10)
            return Push(lua, Math.Log10(value));
        if (IsSingle)
            return Push(lua, MathF.Log((float)value) / MathF.Log((float)radix));
        return Push(lua, Math.Log(value) / Math.Log(radix));
    }

    static int Abs53(LuaState<T> lua)
    {
        if (!lua.IsInteger(1))
            return Push(lua, Math.Abs(lua.CheckFloat(1)));
        long value = lua.CheckInteger(1);
        lua.PushInteger(unchecked(value < 0 ? -value : value));      // The least integer stays as it is.
        return 1;
    }

    static int Floor53(LuaState<T> lua)
    {
        if (lua.IsInteger(1))
            lua.SetCount(1);
        else
            lua.PushNumberOrInteger(Math.Floor(lua.CheckFloat(1)));
        return 1;
    }

    static int Ceil53(LuaState<T> lua)
    {
        if (lua.IsInteger(1))
            lua.SetCount(1);
        else
            lua.PushNumberOrInteger(Math.Ceiling(lua.CheckFloat(1)));
        return 1;
    }

    // math_toint.
    static int ToInteger(LuaState<T> lua)
    {
        if (lua.TryInteger(1, out long integer))
        {
            lua.PushInteger(integer);
            return 1;
        }
        lua.CheckAny(1);
        lua.PushNil();
        return 1;
    }

    // math_fmod.
    static int Fmod(LuaState<T> lua)
    {
        if (lua.IsInteger(1) && lua.IsInteger(2))
        {
            long divisor = lua.CheckInteger(2);
            lua.ArgumentCheck(divisor != 0, 2, "zero");
            lua.PushInteger(divisor == -1 ? 0 : lua.CheckInteger(1) % divisor);
            return 1;
        }
        double a = lua.CheckFloat(1);
        double b = lua.CheckFloat(2);
        if (b == 0)
            throw lua.Error("modulo by zero");
        double quotient = IsSingle ? (float)(a / b) : a / b;
        return Push(lua, a - b * (quotient > 0 ? Math.Floor(quotient) : Math.Ceiling(quotient)));
    }

    // math_modf.
    static int Modf(LuaState<T> lua)
    {
        if (lua.IsInteger(1))
        {
            lua.SetCount(1);
            lua.PushNumber(0);
            return 2;
        }
        double value = lua.CheckFloat(1);
        double whole = value < 0 ? Math.Ceiling(value) : Math.Floor(value);
        lua.PushNumberOrInteger(whole);
        lua.PushNumber(value == whole ? 0 : value - whole);
        return 2;
    }

    // math_ult.
    static int Ult(LuaState<T> lua)
    {
        long a = lua.CheckInteger(1);
        long b = lua.CheckInteger(2);
        lua.PushBoolean(unchecked((ulong)a < (ulong)b));
        return 1;
    }

    static int Min53(LuaState<T> lua)
    {
        int count = lua.Count;
        lua.ArgumentCheck(count >= 1, 1, "value expected");
        int least = 1;
        for (int i = 2; i <= count; i++)
        {
            if (lua.LessThan(i, least))
                least = i;
        }
        lua.PushValue(least);
        return 1;
    }

    static int Max53(LuaState<T> lua)
    {
        int count = lua.Count;
        lua.ArgumentCheck(count >= 1, 1, "value expected");
        int most = 1;
        for (int i = 2; i <= count; i++)
        {
            if (lua.LessThan(most, i))
                most = i;
        }
        lua.PushValue(most);
        return 1;
    }

    // math_random.
    static int Random53(LuaState<T> lua)
    {
        int random = lua.NextRandom();
        long low = 1;
        long high;
        switch (lua.Count)
        {
            case 0:
                // A 32-bit float has 24 bits of precision. More random bits could round up to 1.
                return Push(lua, IsSingle ? (random >> 7) / 16777216.0 : random / 2147483648.0);
            case 1:
                high = lua.CheckInteger(1);
                break;
            case 2:
                low = lua.CheckInteger(1);
                high = lua.CheckInteger(2);
                break;
            default:
                throw lua.Error("wrong number of arguments");
        }
        lua.ArgumentCheck(low <= high, 1, "interval is empty");
        lua.ArgumentCheck(low >= 0 || high <= LuaState<T>.MostInteger + low, 1, "interval too large");
        double offset = random / 2147483648.0 * ((double)(high - low) + 1);
        lua.PushInteger(unchecked((long)offset + low));
        return 1;
    }

    // math_type.
    static int Type(LuaState<T> lua)
    {
        lua.CheckAny(1);
        if (lua.TypeOf(1) != BasicType.Number)
            lua.PushNil();
        else
            lua.PushString(lua.IsInteger(1) ? "integer"u8 : "float"u8);
        return 1;
    }
}
