using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>table</c>. 5.1 works on raw tables; 5.3 respects metamethods.</summary>
/// <remarks>Source: ltablib.c of both versions.</remarks>
static partial class TableLib<T> where T : unmanaged, ITarget<T>
{
    static readonly RoEntry<T>[] _entries51 =
    [
        new("concat", Concat), new("foreach", ForEach), new("foreachi", ForEachI), new("getn", GetN),
        new("maxn", MaxN), new("insert", Insert), new("remove", Remove), new("setn", SetN), new("sort", Sort),
    ];

    static readonly RoEntry<T>[] _entries53 =
    [
        new("concat", Concat), new("insert", Insert), new("pack", Pack), new("unpack", Unpack),
        new("move", Move), new("remove", Remove), new("sort", Sort),
    ];

    /// <summary>The table <c>table</c>.</summary>
    public static RoDefinition<T> Table { get; } = new("table", T.Is53 ? _entries53 : _entries51);

    /// <summary>What 5.3 wants of a value that stands in for a table.</summary>
    [Flags]
    enum Access
    {
        Read = 1,
        Write = 2,
        Length = 4,
    }

    /// <summary>The length of a table argument.</summary>
    static long CheckLength(Vm<T> vm, Access access)
    {
        if (!T.Is53)
        {
            vm.CheckTable(1);
            return vm.RawLength(1);
        }
        CheckAccess(vm, 1, access | Access.Length);
        return vm.LengthAt(1);
    }

    static void CheckAccess(Vm<T> vm, int argument, Access access)
    {
        if (vm.IsTable(argument))
            return;
        int count = vm.Count;
        bool serves = vm.GetMetatable(argument)
            && (!access.HasFlag(Access.Read) || HasField(vm, "__index"u8))
            && (!access.HasFlag(Access.Write) || HasField(vm, "__newindex"u8))
            && (!access.HasFlag(Access.Length) || HasField(vm, "__len"u8));
        vm.SetCount(count);
        if (!serves)
            throw vm.TypeError(argument, "table");
    }

    /// <summary>Whether the table on top has a field.</summary>
    static bool HasField(Vm<T> vm, ReadOnlySpan<byte> name)
    {
        vm.RawGetField(-1, name);
        bool has = !vm.IsNoneOrNil(-1);
        vm.Pop(1);
        return has;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Get(Vm<T> vm, int table, long key)
    {
        if (T.Is53)
            vm.GetInt(table, key);
        else
            vm.RawGetInt(table, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Set(Vm<T> vm, int table, long key)
    {
        if (T.Is53)
            vm.SetInt(table, key);
        else
            vm.RawSetInt(table, key);
    }

    static int Insert(Vm<T> vm)
    {
        long end = CheckLength(vm, Access.Read | Access.Write) + 1;
        int count = vm.Count;
        long position = end;
        if (count == 3)
        {
            position = vm.CheckInteger(2);
            if (T.Is53)
                vm.ArgumentCheck(position >= 1 && position <= end, 2, "position out of bounds");
            MoveUp(vm, position, Math.Max(position, end));
        }
        else if (count != 2)
        {
            throw vm.Error("wrong number of arguments to 'insert'");
        }
        Set(vm, 1, position);
        return 0;
    }

    /// <summary>Moves the items from a position on up by one, the last of them to the end.</summary>
    static void MoveUp(Vm<T> vm, long position, long end)
    {
        if (end <= position)
            return;
        // The first move may have to make room for one more.
        Get(vm, 1, end - 1);
        Set(vm, 1, end);
        if (vm.IsPlainTable(1) && vm.MoveItems(1, position, position + 1, end - 1 - position))
        {
            vm.Spend((end - position) >> 3);
            return;
        }
        for (long i = end - 1; i > position; i--)
        {
            vm.Spend(1);
            Get(vm, 1, i - 1);
            Set(vm, 1, i);
        }
    }

    static int Remove(Vm<T> vm)
    {
        long end = CheckLength(vm, Access.Read | Access.Write);
        long position = vm.OptInteger(2, end);
        if (!T.Is53 && (position < 1 || position > end))
            return 0;
        if (T.Is53 && position != end)
            vm.ArgumentCheck(position >= 1 && position <= end + 1, 1, "position out of bounds");
        Get(vm, 1, position);
        if (vm.IsPlainTable(1) && vm.MoveItems(1, position + 1, position, end - position))
        {
            vm.Spend((end - position) >> 3);
            position = end;
        }
        for (; position < end; position++)
        {
            vm.Spend(1);
            Get(vm, 1, position + 1);
            Set(vm, 1, position);
        }
        vm.PushNil();
        Set(vm, 1, position);
        return 1;
    }

    [SkipLocalsInit]
    static int Concat(Vm<T> vm)
    {
        // 5.1 checks the separator first.
        ReadOnlySpan<byte> separator = T.Is53 ? default : vm.OptString(2, default);
        long last = CheckLength(vm, Access.Read);
        if (T.Is53)
            separator = vm.OptString(2, default);
        long i = vm.OptInteger(3, 1);
        last = vm.OptInteger(4, last);
        Span<byte> scratch = stackalloc byte[Vm<T>.ItemTextBytes];
        var buffer = new LuaBuffer<T>(vm);
        for (; i < last; i++)
        {
            AddItem(vm, ref buffer, i, scratch);
            buffer.Add(separator);
        }
        if (i == last)
            AddItem(vm, ref buffer, i, scratch);
        buffer.Push();
        return 1;
    }

    static void AddItem(Vm<T> vm, ref LuaBuffer<T> buffer, long key, scoped Span<byte> scratch)
    {
        vm.Spend(1);
        if ((!T.Is53 || vm.IsPlainTable(1)) && vm.TryItemText(1, key, scratch, out ReadOnlySpan<byte> text))
        {
            buffer.Add(text);
            return;
        }
        Get(vm, 1, key);
        if (!vm.IsString(-1))
        {
            throw vm.Error(
                $"invalid value ({vm.TypeNameOf(-1)}) at index {Vm<T>.Decimal(key)} in table for 'concat'");
        }
        buffer.AddTop();
    }

    static int ForEach(Vm<T> vm)
    {
        vm.CheckTable(1);
        vm.CheckType(2, BasicType.Function);
        vm.PushNil();
        while (vm.Next(1))
        {
            vm.PushValue(2);
            vm.PushValue(-3);
            vm.PushValue(-3);
            vm.Call(2, 1);
            if (!vm.IsNoneOrNil(-1))
                return 1;
            vm.Spend(1);
            vm.Pop(2);
        }
        return 0;
    }

    static int ForEachI(Vm<T> vm)
    {
        long count = CheckLength(vm, Access.Read);
        vm.CheckType(2, BasicType.Function);
        for (long i = 1; i <= count; i++)
        {
            vm.Spend(1);
            vm.PushValue(2);
            vm.PushInteger(i);
            vm.RawGetInt(1, i);
            vm.Call(2, 1);
            if (!vm.IsNoneOrNil(-1))
                return 1;
            vm.Pop(1);
        }
        return 0;
    }

    static int GetN(Vm<T> vm)
    {
        vm.PushInteger(CheckLength(vm, Access.Read));
        return 1;
    }

    static int SetN(Vm<T> vm)
    {
        vm.CheckTable(1);
        throw vm.Error("'setn' is obsolete");
    }

    static int MaxN(Vm<T> vm)
    {
        double most = 0;
        vm.CheckTable(1);
        vm.PushNil();
        while (vm.Next(1))
        {
            vm.Spend(1);
            vm.Pop(1);
            if (vm.TypeOf(-1) == BasicType.Number)
                most = Math.Max(most, vm.CheckNumber(-1));
        }
        vm.PushNumber(most);
        return 1;
    }

    static int Pack(Vm<T> vm)
    {
        int count = vm.Count;
        vm.Spend(count >> 2);
        vm.PushTable(count, 1);
        vm.Insert(1);
        for (int i = count; i >= 1; i--)
            vm.RawSetInt(1, i);
        vm.PushInteger(count);
        vm.SetField(1, "n"u8);
        return 1;
    }

    /// <summary>5.3; also a base function there.</summary>
    public static int Unpack(Vm<T> vm)
    {
        long first = vm.OptInteger(2, 1);
        long last = vm.IsNoneOrNil(3) ? vm.LengthAt(1) : vm.CheckInteger(3);
        if (first > last)
            return 0;
        ulong beyond = unchecked((ulong)last - (ulong)first);
        if (beyond >= int.MaxValue || !vm.TryEnsureStack((int)beyond + 1))
            throw vm.Error("too many results to unpack");
        vm.Spend((long)beyond);
        for (long i = first; i < last; i++)
            vm.GetInt(1, i);
        vm.GetInt(1, last);
        return (int)beyond + 1;
    }

    static int Move(Vm<T> vm)
    {
        long from = vm.CheckInteger(2);
        long end = vm.CheckInteger(3);
        long to = vm.CheckInteger(4);
        int target = vm.IsNoneOrNil(5) ? 1 : 5;
        CheckAccess(vm, 1, Access.Read);
        CheckAccess(vm, target, Access.Write);
        if (end >= from)
        {
            vm.ArgumentCheck(from > 0 || end < Vm<T>.MostInteger + from, 3, "too many elements to move");
            long count = end - from + 1;
            vm.ArgumentCheck(to <= Vm<T>.MostInteger - count + 1, 4, "destination wrap around");
            // Upwards if that overwrites nothing that is still to move.
            bool upwards = to > end || to <= from || (target != 1 && !vm.AreEqual(1, target));
            for (long n = 0; n < count; n++)
            {
                long i = upwards ? n : count - 1 - n;
                vm.Spend(1);
                vm.GetInt(1, from + i);
                vm.SetInt(target, to + i);
            }
        }
        vm.PushValue(target);
        return 1;
    }
}
