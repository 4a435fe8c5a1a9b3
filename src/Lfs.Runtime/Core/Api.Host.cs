namespace Lfs.Runtime.Core;

// What the hosting API needs beyond a library function.
sealed unsafe partial class Vm<T>
{
    /// <summary>Makes a function of the host known. Its number.</summary>
    internal int AddHostFunction(HostFunction<T> function)
    {
        _hostFunctions.Add(function);
        return _hostFunctions.Count - 1;
    }

    /// <summary>
    /// Pushes a function of the host as a light function. Its code address lies in instruction RAM.
    /// </summary>
    internal void PushHostFunction(int number)
    {
        SetRef(Top, Tag<T>.LightFunction, Firmware<T>.HostCodeStart + (uint)number * Firmware<T>.CodeStep);
        Top++;
    }

    /// <summary>Takes a function back. Its number is used again unless others were pushed since.</summary>
    internal void ForgetHostFunction(int number)
    {
        if (number == _hostFunctions.Count - 1)
            _hostFunctions.RemoveAt(number);
        else
            _hostFunctions[number] = vm => throw vm.Error("the function is gone");
    }

    /// <summary>Pushes the table of the objects that the host has handles of, made on first use.</summary>
    internal void PushHandles()
    {
        if (_g.Handles == 0)
        {
            PushTable();
            _g.Handles = Top[-1].Ref;
            return;
        }
        SetRef(Top, Tag<T>.Table, _g.Handles);
        Top++;
    }

    /// <summary>5.3: the number at an index is an integer.</summary>
    internal bool IsInteger(int index) => T.Is53 && ValueAt(index)->Tag == Tag<T>.Integer;
}
