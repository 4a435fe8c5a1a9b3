using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// sort: quicksort with the comparisons of the reference in their order, so that a comparator sees the same
// calls and an inconsistent one gives the same result. Source: ltablib.c, auxsort; Sedgewick, Algorithms.
static partial class TableLib<T>
{
    static int Sort(Vm<T> vm)
    {
        long count = CheckLength(vm, Access.Read | Access.Write);
        if (T.Is53)
        {
            if (count < 2)
                return 0;
            vm.ArgumentCheck(count < int.MaxValue, 1, "array too big");
        }
        vm.EnsureStack(40, "");
        if (!vm.IsNoneOrNil(2))
            vm.CheckType(2, BasicType.Function);
        vm.SetCount(2);
        SortRange(vm, 1, count, 0);
        return 0;
    }

    static void SortRange(Vm<T> vm, long low, long high, uint random)
    {
        while (low < high)
        {
            long middle = OrderThree(vm, low, high, random);
            if (high - low <= 2)
                return;
            Get(vm, 1, middle);
            vm.PushValue(-1);
            Get(vm, 1, high - 1);
            Store(vm, middle, high - 1);
            middle = Partition(vm, low, high);
            // The smaller part by recursion, the larger one by the loop.
            long smaller;
            if (middle - low < high - middle)
            {
                SortRange(vm, low, middle - 1, random);
                smaller = middle - low;
                low = middle + 1;
            }
            else
            {
                SortRange(vm, middle + 1, high, random);
                smaller = high - middle;
                high = middle - 1;
            }
            // 5.3 takes other pivots after a very uneven partition. The device's "random" is a constant.
            if (T.Is53 && (high - low) / 128 > smaller)
                random = uint.MaxValue;
        }
    }

    /// <summary>Brings the first, the middle and the last item into order. Where the middle is.</summary>
    static long OrderThree(Vm<T> vm, long low, long high, uint random)
    {
        Get(vm, 1, low);
        Get(vm, 1, high);
        if (IsLess(vm, -1, -2))
            Store(vm, low, high);
        else
            vm.Pop(2);
        long middle = Middle(low, high, random);
        if (high - low == 1)
            return middle;
        Get(vm, 1, middle);
        Get(vm, 1, low);
        if (IsLess(vm, -2, -1))
        {
            Store(vm, middle, low);
            return middle;
        }
        vm.Pop(1);
        Get(vm, 1, high);
        if (IsLess(vm, -1, -2))
            Store(vm, middle, high);
        else
            vm.Pop(2);
        return middle;
    }

    static long Middle(long low, long high, uint random)
    {
        const int LeastForRandom = 100;
        if (!T.Is53 || high - low < LeastForRandom || random == 0)
            return (low + high) / 2;
        long quarter = (high - low) / 4;
        return random % (quarter * 2) + low + quarter;
    }

    /// <summary>
    /// Splits a range around the pivot, which lies on top of the stack and before the last item. Pops it.
    /// </summary>
    static long Partition(Vm<T> vm, long low, long high)
    {
        long i = low;
        long j = high - 1;
        while (true)
        {
            for (Get(vm, 1, ++i); IsLess(vm, -1, -2); Get(vm, 1, ++i))
            {
                if (T.Is53 ? i == high - 1 : i > high)
                    throw vm.Error("invalid order function for sorting");
                vm.Pop(1);
            }
            for (Get(vm, 1, --j); IsLess(vm, -3, -1); Get(vm, 1, --j))
            {
                if (T.Is53 ? j < i : j < low)
                    throw vm.Error("invalid order function for sorting");
                vm.Pop(1);
            }
            if (j < i)
                break;
            Store(vm, i, j);
        }
        if (T.Is53)
        {
            vm.Pop(1);
        }
        else
        {
            vm.Pop(3);
            Get(vm, 1, high - 1);
            Get(vm, 1, i);
        }
        Store(vm, high - 1, i);
        return i;
    }

    /// <summary>Pops two values: the upper one to the first place.</summary>
    static void Store(Vm<T> vm, long first, long second)
    {
        Set(vm, 1, first);
        Set(vm, 1, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsLess(Vm<T> vm, int first, int second)
    {
        vm.Spend(2);
        return vm.IsNoneOrNil(2) ? vm.LessOnTop(first, second) : vm.AskFunction(2, first, second);
    }
}
