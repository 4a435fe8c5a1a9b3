namespace Lfs.Runtime.Core;

// What the hosting API needs beyond a library function.
sealed unsafe partial class Vm<T>
{
    /// <summary>Pushes a function of the host as a light function. Its code address lies in instruction RAM.</summary>
    internal void PushHostFunction(HostFunction<T> function)
    {
        SetRef(Top, Tag<T>.LightFunction, Firmware<T>.HostCodeStart + (uint)_hostFunctions.Count * Firmware<T>.CodeStep);
        _hostFunctions.Add(function);
        Top++;
    }

    /// <summary>Takes back the function that was pushed last: Lua must not hold it any more.</summary>
    internal void ForgetHostFunction() => _hostFunctions.RemoveAt(_hostFunctions.Count - 1);

    /// <summary>5.3: the number at an index is an integer.</summary>
    internal bool IsInteger(int index) => T.Is53 && ValueAt(index)->Tag == Tag<T>.Integer;
}
