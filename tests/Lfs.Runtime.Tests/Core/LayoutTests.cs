using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Tests;

/// <summary>Objects lie in memory as the lx106 compiler lays them out: spec lfs-formats 2e.</summary>
public class LayoutTests
{
    [Fact]
    public void Objects_of_5_1_have_the_sizes_of_the_device()
    {
        Assert.Equal([12, 112, 24], Sizes51<Value51>());
        Assert.Equal([8, 104, 20], Sizes51<Value51Int>());
        Assert.Equal(24, Unsafe.SizeOf<CallInfo51>());
        Assert.Equal([24, 72, 20], [Udata<Value51>.Bytes, Proto<Value51>.Bytes, Closure<Value51>.Bytes]);
    }

    static int[] Sizes51<T>() where T : unmanaged, ITarget<T> =>
        [Unsafe.SizeOf<T>(), Unsafe.SizeOf<Thread51<T>>(), Unsafe.SizeOf<UpVal51<T>>()];

    [Fact]
    public void Objects_of_5_3_have_the_sizes_of_the_device()
    {
        Assert.Equal([8, 120, 16, 20, 20], Sizes53<Value53>());
        Assert.Equal([12, 120, 20, 24, 32], Sizes53<Value53Long>());
        Assert.Equal(36, Unsafe.SizeOf<CallInfo53>());
        Assert.Equal(8, Unsafe.SizeOf<UpvalDesc>());
        Assert.Equal(12, Unsafe.SizeOf<LocVarRecord>());
        Assert.Equal([76, 16], [Proto<Value53>.Bytes, Closure<Value53>.Bytes]);
    }

    static int[] Sizes53<T>() where T : unmanaged, ITarget<T> =>
        [
            Unsafe.SizeOf<T>(), Unsafe.SizeOf<Thread53<T>>(), Unsafe.SizeOf<UpVal53<T>>(), Udata<T>.Bytes, T.NodeBytes,
        ];

    [Fact]
    public void Objects_of_both_versions_have_the_sizes_of_the_device()
    {
        Assert.Equal(16, Unsafe.SizeOf<TString>());
        Assert.Equal(32, Unsafe.SizeOf<Table<Value51>>());
        Assert.Equal(32, Unsafe.SizeOf<Table<Value53>>());
        Assert.Equal(16, Unsafe.SizeOf<RoTable>());
    }

    [Fact]
    public void The_fields_of_a_5_3_thread_lie_where_the_device_has_them()
    {
        Thread53<Value53> l = default;
        int[] offsets =
            [
                At(ref l, ref l.NumCallInfos), At(ref l, ref l.Status), At(ref l, ref l.Top),
                At(ref l, ref l.GlobalState), At(ref l, ref l.Ci), At(ref l, ref l.StackLast),
                At(ref l, ref l.Stack), At(ref l, ref l.OpenUpval), At(ref l, ref l.GcList), At(ref l, ref l.TwUps),
                At(ref l, ref l.OldPc), At(ref l, ref l.BaseCi), At(ref l, ref l.Hook), At(ref l, ref l.ErrFunc),
                At(ref l, ref l.StackSize), At(ref l, ref l.NonYieldable), At(ref l, ref l.NumCCalls),
                At(ref l, ref l.HookMask), At(ref l, ref l.AllowHook),
            ];

        Assert.Equal([6, 8, 12, 16, 20, 28, 32, 36, 40, 44, 48, 52, 88, 92, 96, 108, 110, 112, 116], offsets);
    }

    [Fact]
    public void The_fields_of_a_5_3_call_frame_lie_where_the_device_has_them()
    {
        CallInfo53 ci = default;
        int[] offsets =
            [
                At(ref ci, ref ci.Func), At(ref ci, ref ci.Top), At(ref ci, ref ci.Previous), At(ref ci, ref ci.Next),
                At(ref ci, ref ci.Base), At(ref ci, ref ci.SavedPc), At(ref ci, ref ci.Extra),
                At(ref ci, ref ci.NumResults), At(ref ci, ref ci.Status),
            ];

        Assert.Equal([0, 4, 8, 12, 16, 20, 28, 32, 34], offsets);
    }

    [Fact]
    public void The_fields_of_a_5_1_thread_lie_where_the_device_has_them()
    {
        Thread51<Value51> l = default;
        int[] offsets =
            [
                At(ref l, ref l.Status), At(ref l, ref l.Top), At(ref l, ref l.Base), At(ref l, ref l.Ci),
                At(ref l, ref l.SavedPc), At(ref l, ref l.StackLast), At(ref l, ref l.Stack), At(ref l, ref l.EndCi),
                At(ref l, ref l.BaseCi), At(ref l, ref l.StackSize), At(ref l, ref l.SizeCi),
                At(ref l, ref l.NumCCalls), At(ref l, ref l.HookMask), At(ref l, ref l.Globals), At(ref l, ref l.Env),
                At(ref l, ref l.OpenUpval), At(ref l, ref l.GcList), At(ref l, ref l.ErrFunc),
            ];

        Assert.Equal([6, 8, 12, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 72, 84, 96, 100, 108], offsets);
    }

    static int At<TObject, TField>(ref TObject o, ref TField field) =>
        (int)Unsafe.ByteOffset(ref Unsafe.As<TObject, byte>(ref o), ref Unsafe.As<TField, byte>(ref field));
}
