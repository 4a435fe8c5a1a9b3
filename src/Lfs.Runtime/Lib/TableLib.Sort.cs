using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// table.sort: a quicksort that makes the comparisons of the reference in the same
// order, so a comparator sees the same calls, and an inconsistent one gives the same
// result. Source: ltablib.c, auxsort; Sedgewick, Algorithms.
static partial class TableLib<T>
{
    // ltablib.c, sort.
    static int Sort(LuaState<T> lua)
    {
        long count = CheckLength(lua, Access.Read | Access.Write);
        if (T.Is53)
        {
            if (count < 2)
                return 0;
            lua.ArgumentCheck(count < int.MaxValue, 1, "array too big");
        }
        else
        {
            lua.EnsureStack(40, "");
        }
        if (!lua.IsNoneOrNil(2))
            lua.CheckType(2, BasicType.Function);
        lua.SetCount(2);
        SortRange(lua, 1, count, 0);
        return 0;
    }

    static void SortRange(LuaState<T> lua, long low, long high, uint random)
    {
        while (low < high)
        {
            long middle = OrderThree(lua, low, high, random);
            if (high - low <= 2)
                return;
            Get(lua, 1, middle);
            lua.PushValue(-1);
            Get(lua, 1, high - 1);
            Store(lua, middle, high - 1);
            middle = Partition(lua, low, high);
            // Recurse into the smaller part and loop over the larger one.
            long smaller;
            if (middle - low < high - middle)
            {
                SortRange(lua, low, middle - 1, random);
                smaller = middle - low;
                low = middle + 1;
            }
            else
            {
                SortRange(lua, middle + 1, high, random);
                smaller = high - middle;
                high = middle - 1;
            }
            // 5.3 selects pivots differently after a very uneven partition. The device's
            // "random" number is a constant.
            if (T.VariesPivots && (high - low) / 128 > smaller)
                random = uint.MaxValue;
        }
    }

    /// <summary>Sorts the first, middle and last item, and returns the index of the middle one.</summary>
    static long OrderThree(LuaState<T> lua, long low, long high, uint random)
    {
        Get(lua, 1, low);
        Get(lua, 1, high);
        if (IsLess(lua, -1, -2))
            Store(lua, low, high);
        else
            lua.Pop(2);
        long middle = Middle(low, high, random);
        if (high - low == 1)
            return middle;
        Get(lua, 1, middle);
        Get(lua, 1, low);
        if (IsLess(lua, -2, -1))
        {
            Store(lua, middle, low);
            return middle;
        }
        lua.Pop(1);
        Get(lua, 1, high);
        if (IsLess(lua, -1, -2))
            Store(lua, middle, high);
        else
            lua.Pop(2);
        return middle;
    }

    // ltablib.c of 5.3, choosePivot.
    static long Middle(long low, long high, uint random)
    {
        const int LeastForRandom = 100;
        if (!T.VariesPivots || high - low < LeastForRandom || random == 0)
            return (low + high) / 2;
        long quarter = (high - low) / 4;
        return random % (quarter * 2) + low + quarter;
    }

    /// <summary>
    /// Partitions a range around the pivot, which is on top of the stack and next to
    /// the last item, and pops it.
    /// </summary>
    static long Partition(LuaState<T> lua, long low, long high)
    {
        long i = low;
        long j = high - 1;
        while (true)
        {
            for (Get(lua, 1, ++i); IsLess(lua, -1, -2); Get(lua, 1, ++i))
            {
                if (i > high - T.Pick(0, 2))
                    throw lua.Error("invalid order function for sorting");
                lua.Pop(1);
            }
            for (Get(lua, 1, --j); IsLess(lua, -3, -1); Get(lua, 1, --j))
            {
                if (j < T.Pick(low, i))
                    throw lua.Error("invalid order function for sorting");
                lua.Pop(1);
            }
            if (j < i)
                break;
            Store(lua, i, j);
        }
        if (T.Is53)
        {
            lua.Pop(1);
        }
        else
        {
            lua.Pop(3);
            Get(lua, 1, high - 1);
            Get(lua, 1, i);
        }
        Store(lua, high - 1, i);
        return i;
    }

    /// <summary>Pops two values and stores them, the upper one at the first index: <c>set2</c>.</summary>
    static void Store(LuaState<T> lua, long first, long second)
    {
        Set(lua, 1, first);
        Set(lua, 1, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsLess(LuaState<T> lua, int first, int second)
    {
        lua.Spend(2);
        return lua.IsNoneOrNil(2) ? lua.LessOnTop(first, second) : lua.AskFunction(2, first, second);
    }
}
