using Esp8266;
using Esp8266.Spiffs;

namespace Lfs.Runtime.Core;

// The file system in a snapshot: open files, and writes that wait in its cache.
sealed partial class FileSystem
{
    /// <summary>Saves what is mounted, or mounts it again over the same flash and partitions.</summary>
    /// <exception cref="InvalidDataException">What is loaded is impossible.</exception>
    public void Transfer(StateStream state)
    {
        FormatsAtUse = state.Value(FormatsAtUse);
        state.Field(ref _isTried);
        MountedBytes = state.Value(MountedBytes);
        byte[]? content = state.Block(_files?.SaveState());
        if (!state.IsLoading || content is null)
            return;
        int block = Bytes == 0 ? 0 : SpiffsOptions.ForDevice(Bytes).BlockBytes;
        state.Require(
            block > 0 && MountedBytes <= Bytes && MountedBytes >= SpiffsOptions.FewestBlocks * block,
            "the file system lies in its partition");
        _files = SpiffsFileSystem.Resume(Medium, new SpiffsOptions(MountedBytes, block), content);
    }
}
