using Lfs.Runtime.Core;

namespace Lfs.Runtime;

// What tests ask of a device: where its memory and its time go.
public sealed partial class LfsDevice
{
    Recorder? Recorder => _boot.Device.Recorder;

    /// <summary>Walks the heap: every byte of Lua data in use, by the line that has allocated it and by
    /// type.</summary>
    /// <remarks>The sizes add up to <see cref="LuaBytesInUse"/>. Garbage that is not yet collected counts; to
    /// see what lives, <see cref="Collect"/> first. Without
    /// <see cref="LfsDeviceOptions.RecordsAllocations"/> the lines are not known.</remarks>
    /// <exception cref="LuaException">The memory is damaged; the device has been reset.</exception>
    public HeapProfile HeapProfile() => Enter(
        [], _ => Lfs.Runtime.HeapProfile.Of(State.FindParts(), Recorder), Lfs.Runtime.HeapProfile.Empty);

    /// <summary>The instructions that each line has run since the device was made, over all its
    /// restarts.</summary>
    /// <remarks>All lines that have code are there, also those that have not run: the lines of the mounted
    /// images, and of each chunk that was run from RAM.</remarks>
    /// <exception cref="InvalidOperationException">The device does not record them: set
    /// <see cref="LfsDeviceOptions.RecordsLines"/>.</exception>
    public LineProfile LineProfile()
    {
        _guard.RequireAlive();
        if (Recorder is not { } recorder || !_boot.Device.Options.RecordsLines)
        {
            throw new InvalidOperationException(
                "The device does not record which lines run: set LfsDeviceOptions.RecordsLines.");
        }
        return _guard.Call(
            () => { },
            () =>
            {
                if (_guard.Off is null)
                    State.NoteImages();
                return Lfs.Runtime.LineProfile.Of(recorder);
            },
            Lfs.Runtime.LineProfile.Empty, evenOff: true);
    }
}
