using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// node.random: whole numbers of equal chance, from the device's source of noise.
static partial class NodeModule
{
    // lua_Unsigned, as wide as lua_Integer.
    static int BitsOf(ILuaState lua) => lua.Target == LuaTarget.Lua53Long ? 64 : 32;

    static int Random(ILuaState lua)
    {
        long low = 1;
        long high;
        switch (lua.Count)
        {
            case 0:
                PushFraction(lua);
                return 1;
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
        lua.ArgumentCheck(low <= high, 2, "interval is empty");
        lua.PushInteger(unchecked((long)(RandomBelow(lua, (ulong)high + 1 - (ulong)low) + (ulong)low)));
        return 1;
    }

    static void PushFraction(ILuaState lua)
    {
        if (lua.Target == LuaTarget.Lua51Int)
            lua.PushInteger(0);
        else
            lua.PushNumber((double)RandomWord(lua) / 16 / (1L << (BitsOf(lua) - 4)));
    }

    static ulong RandomWord(ILuaState lua)
    {
        Entropy entropy = lua.Device.Entropy;
        lua.Spend(1);
        return BitsOf(lua) == 32 ? entropy.Next() : ((ulong)entropy.Next() << 32) + entropy.Next();
    }

    /// <summary>A number of a range that starts at 0 (node_random_range).</summary>
    /// <param name="lua">The state.</param>
    /// <param name="count">The numbers in the range; 0 in the low bits stands for all.</param>
    static ulong RandomBelow(ILuaState lua, ulong count)
    {
        bool isNarrow = BitsOf(lua) == 32;
        ulong most = isNarrow ? int.MaxValue : (ulong)long.MaxValue;
        ulong range = isNarrow ? (uint)count : count;
        if (range == 1)
            return 0;
        if (range == 0)
            return RandomWord(lua);
        // The largest multiple of the range that fits: a number from there on would favour small results.
        ulong limit = range >= most ? range : ((1 + most) / ((range + 1) >> 1) - 1) * range;
        ulong word;
        do
            word = RandomWord(lua);
        while (word >= limit);
        return word % range;
    }
}
