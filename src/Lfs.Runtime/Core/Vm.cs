namespace Lfs.Runtime.Core;

/// <summary>
/// A Lua state on a device: everything it owns lies as bytes in the device's flat memory, and this class is
/// the machine code that works on them. One type argument selects the build (<see cref="ITarget{T}"/>).
/// </summary>
/// <remarks>
/// The core is built in layers, each a class that derives from the one beneath it and owns its state:
/// <see cref="FlatView{T}"/> (the memory), <see cref="VmState{T}"/> (lstate.h), <see cref="Allocator{T}"/>
/// (lmem.c), <see cref="Objects{T}"/> (colours and barriers of lgc.h), <see cref="StringTable{T}"/>
/// (lstring.c), <see cref="Tables{T}"/> (ltable.c), <see cref="Closures{T}"/> (lfunc.c),
/// <see cref="Calls{T}"/> (ldo.c), <see cref="Interpreter{T}"/> (lvm.c) and <see cref="LuaState{T}"/>
/// (lapi.c), which libraries use. They are one object, because a field of another object costs one more load:
/// separate objects made programs that allocate 15 % slower. The other parts are separate
/// (<see cref="VmPart{T}"/>): collector, introspection, chunks, heap checks and opening.
/// </remarks>
sealed class Vm<T> : LuaState<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Makes a state in a machine's heap, with the strings of a mounted image in reach.</summary>
    /// <param name="device">The device.</param>
    /// <param name="firmware">Its firmware.</param>
    /// <param name="isLoaded">The memory holds a state already, whose variables are loaded next.</param>
    /// <exception cref="LuaError">The heap is too small.</exception>
    internal Vm(Device device, Firmware<T> firmware, bool isLoaded = false) : base(device, firmware)
    {
        Gc = new(this);
        Introspection = new(this);
        Chunks = new(this);
        State = this;
        Checks = new(this);
        Opening = new(this);
        if (device.Recorder is { } recorder)
            Tracing = new(this, recorder);
        if (isLoaded)
            return;
        if (T.Is53)
            Opening.Open53(device);
        else
            Opening.Open51(device.Lfs);
        Tracing?.NoteImages();
    }
}
