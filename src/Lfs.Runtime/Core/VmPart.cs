using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>A part of a <see cref="Vm{T}"/> that stands beside its layers.</summary>
abstract unsafe class VmPart<T>(Vm<T> vm) : FlatView<T>(vm.Device.Machine, vm._firmware)
    where T : unmanaged, ITarget<T>
{
    internal Vm<T> Vm { get; } = vm;
    internal Collector<T> Gc => Vm.Gc;
    internal Chunks<T> Chunks => Vm.Chunks;
    internal HeapChecks<T> Checks => Vm.Checks;
    internal CallInfo51* Ci => Vm.Ci;
    internal CallInfo53* Ci53 => Vm.Ci53;
    internal T* Base => Vm.Base;

    internal Thread51<T>* L51
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vm.L51;
        set => Vm.L51 = value;
    }

    internal Thread53<T>* L53
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vm.L53;
        set => Vm.L53 = value;
    }

    internal T* Top
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vm.Top;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Vm.Top = value;
    }
}
