"""From pictures to codes: a library of pure stages on grey numpy frames, uint8.

`view` makes pictures from a frame, `reading` asks the decoders, `cells` and `locate` say where to look,
`linear` and `matrix` read one place, `pipeline` orders the stages for live frames and `still` for a picture
alone.
Only the processes of `cart camera` import this package: the decoders read untrusted pictures.
"""
